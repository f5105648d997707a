CREATE TABLE numbers (id INT) WITH (
    'connector' = 'datagen',
    'fields.id.kind' = 'sequence',
    'fields.id.start' = '1',
    'fields.id.end' = '50'
);

CREATE TABLE words (
    id INT,
    word STRING
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'words',
    'username' = 'root',
    'password' = '',
    'sink.properties.format' = 'json',
    'sink.properties.strip_outer_array' = 'true',
    'sink.properties.compression' = 'lz4_frame'
);

INSERT INTO words SELECT id, REPEAT('again and ', 12) || 'again' FROM numbers;
