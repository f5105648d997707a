SELECT day, id FROM test.orders ORDER BY id;
