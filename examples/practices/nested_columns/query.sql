SELECT id, tags, stock, size, get_json_string(details, '$.maker.name') FROM test.products ORDER BY id;
