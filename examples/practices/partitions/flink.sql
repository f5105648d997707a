CREATE TABLE orders (
    `day` DATE,
    id INT
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'orders',
    'username' = 'root',
    'password' = '',
    'sink.properties.partitions' = 'p202402',
    'sink.properties.max_filter_ratio' = '0.5'
);

INSERT INTO orders VALUES
    (DATE '2024-01-15', 1), (DATE '2024-02-15', 2), (DATE '2024-02-16', 3), (DATE '2024-04-01', 4);
