CREATE TABLE measured (
    id INT,
    text STRING
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'measured',
    'username' = 'root',
    'password' = '',
    'sink.properties.columns' = 'id,text,value=CAST(text AS INT)',
    'sink.properties.strict_mode' = 'true',
    'sink.properties.max_filter_ratio' = '0.5'
);

INSERT INTO measured VALUES (1, '10'), (2, 'ten'), (3, CAST(NULL AS STRING));
