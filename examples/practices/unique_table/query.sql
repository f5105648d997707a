SELECT id, state, seen FROM test.devices ORDER BY id;
