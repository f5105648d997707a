SELECT id, name, score FROM test.passed ORDER BY id;
