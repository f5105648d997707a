SELECT id, tags, stock, size, details FROM test.products ORDER BY id;
