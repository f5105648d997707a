SELECT id, at FROM test.logins ORDER BY id;
