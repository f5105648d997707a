SELECT id, name FROM test.names ORDER BY id;
