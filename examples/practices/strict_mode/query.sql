SELECT id, day FROM test.meetings ORDER BY id;
