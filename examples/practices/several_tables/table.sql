CREATE DATABASE IF NOT EXISTS test;
DROP TABLE IF EXISTS test.small_orders;
DROP TABLE IF EXISTS test.large_orders;

CREATE TABLE test.small_orders (
    id INT NOT NULL,
    amount INT
)
DUPLICATE KEY(id)
DISTRIBUTED BY HASH(id);

CREATE TABLE test.large_orders (
    id INT NOT NULL,
    amount INT
)
DUPLICATE KEY(id)
DISTRIBUTED BY HASH(id);
