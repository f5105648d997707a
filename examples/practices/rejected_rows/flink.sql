CREATE TABLE names (
    id INT,
    name STRING
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'names',
    'username' = 'root',
    'password' = '',
    'sink.properties.max_filter_ratio' = '0.5'
);

INSERT INTO names VALUES (1, 'short'), (2, 'much longer than that'), (3, CAST(NULL AS STRING)), (4, 'fits');
