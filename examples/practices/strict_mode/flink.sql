CREATE TABLE meetings (
    id INT,
    `day` STRING
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'meetings',
    'username' = 'root',
    'password' = '',
    'sink.properties.strict_mode' = 'true',
    'sink.properties.max_filter_ratio' = '0.5'
);

INSERT INTO meetings VALUES (1, '2024-03-01'), (2, 'tomorrow'), (3, CAST(NULL AS STRING));
