CREATE TABLE devices (
    id INT,
    state STRING,
    seen TIMESTAMP(0)
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'devices',
    'username' = 'root',
    'password' = ''
);

INSERT INTO devices VALUES
    (1, 'starting', TIMESTAMP '2024-03-01 08:00:00'),
    (2, 'on', TIMESTAMP '2024-03-01 08:00:05'),
    (1, 'on', TIMESTAMP '2024-03-01 08:00:10');
