SELECT id, value FROM test.measured ORDER BY id;
