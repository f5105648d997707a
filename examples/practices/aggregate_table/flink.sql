CREATE TABLE sales (
    `day` DATE,
    shop STRING,
    amount BIGINT,
    cheapest DECIMAL(10, 2),
    dearest DECIMAL(10, 2),
    note STRING
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'sales',
    'username' = 'root',
    'password' = ''
);

INSERT INTO sales VALUES
    (DATE '2024-03-01', 'north', 3, 2.50, 2.50, CAST(NULL AS STRING)),
    (DATE '2024-03-01', 'north', 4, 7.25, 7.25, CAST(NULL AS STRING)),
    (DATE '2024-03-01', 'south', 1, 9.00, 9.00, 'first day');
