SELECT id, name, city FROM test.customers ORDER BY id;
