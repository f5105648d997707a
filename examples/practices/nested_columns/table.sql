CREATE DATABASE IF NOT EXISTS test;
DROP TABLE IF EXISTS test.products;

CREATE TABLE test.products (
    id INT NOT NULL,
    tags ARRAY<VARCHAR(20)>,
    stock MAP<VARCHAR(20), INT>,
    size STRUCT<width INT, height INT>,
    details JSON
)
DUPLICATE KEY(id)
DISTRIBUTED BY HASH(id);
