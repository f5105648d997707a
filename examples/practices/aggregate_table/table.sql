CREATE DATABASE IF NOT EXISTS test;
DROP TABLE IF EXISTS test.sales;

CREATE TABLE test.sales (
    day DATE NOT NULL,
    shop VARCHAR(20) NOT NULL,
    amount BIGINT SUM,
    cheapest DECIMAL(10, 2) MIN,
    dearest DECIMAL(10, 2) MAX,
    note VARCHAR(40) REPLACE_IF_NOT_NULL
)
AGGREGATE KEY(day, shop)
DISTRIBUTED BY HASH(day);

INSERT INTO test.sales VALUES ('2024-03-01', 'north', 10, 5.00, 5.00, 'opened');
