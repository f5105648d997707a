CREATE TABLE changes (
    id INT,
    name STRING,
    city STRING
) WITH (
    'connector' = 'filesystem',
    'path' = 'examples/practices/change_data_capture/changes.jsonl',
    'format' = 'debezium-json'
);

CREATE TABLE customers (
    id INT,
    name STRING,
    city STRING,
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'customers',
    'username' = 'root',
    'password' = ''
);

INSERT INTO customers SELECT * FROM changes;
