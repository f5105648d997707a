SELECT id, best FROM test.beginners ORDER BY id;
