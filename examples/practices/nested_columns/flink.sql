CREATE TABLE products (
    id INT,
    tags ARRAY<STRING>,
    stock MAP<STRING, INT>,
    size ROW<width INT, height INT>,
    details STRING
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'products',
    'username' = 'root',
    'password' = '',
    'sink.properties.format' = 'json',
    'sink.properties.strip_outer_array' = 'true'
);

INSERT INTO products VALUES
    (1, ARRAY['new', 'red'], MAP['north', 3], ROW(10, 20), '{"maker":{"name":"Acme"}}'),
    (2, ARRAY['old'], MAP['south', 0], ROW(1, 2), '{"maker":{"name":"Umbrella"}}');
