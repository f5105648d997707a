CREATE TABLE users (
    envelope ROW<`user` ROW<id INT, name STRING>, places ARRAY<STRING>>
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'users',
    'username' = 'root',
    'password' = '',
    'sink.properties.format' = 'json',
    'sink.properties.json_root' = '$.envelope',
    'sink.properties.jsonpaths' = '["$.user.id","$.user.name","$.places[0]"]',
    'sink.properties.columns' = 'id,name,city'
);

INSERT INTO users
SELECT ROW(ROW(id, name), places)
FROM (VALUES (1, 'Ada', ARRAY['London', 'Bath']), (2, 'Grace', ARRAY['New York', 'Arlington'])) AS people (id, name, places);
