CREATE TABLE passed (
    id INT,
    name STRING,
    score INT
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'passed',
    'username' = 'root',
    'password' = '',
    'sink.properties.where' = 'score >= 60'
);

INSERT INTO passed VALUES (1, 'Ada', 93), (2, 'Bob', 41), (3, 'Eve', 60), (4, 'Tom', CAST(NULL AS INT));
