CREATE TABLE orders (id INT, amount INT) WITH (
    'connector' = 'filesystem',
    'path' = 'examples/practices/several_tables/orders.csv',
    'format' = 'csv',
    'csv.ignore-parse-errors' = 'true'
);

CREATE TABLE small_orders (
    id INT,
    amount INT
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'small_orders',
    'username' = 'root',
    'password' = ''
);

CREATE TABLE large_orders (
    id INT,
    amount INT
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'large_orders',
    'username' = 'root',
    'password' = ''
);

-- The line with the columns' names is no row: it has no numbers.
EXECUTE STATEMENT SET BEGIN
INSERT INTO small_orders SELECT id, amount FROM orders WHERE id IS NOT NULL AND amount < 100;
INSERT INTO large_orders SELECT id, amount FROM orders WHERE id IS NOT NULL AND amount >= 100;
END;
