SELECT id, name, city FROM test.users ORDER BY id;
