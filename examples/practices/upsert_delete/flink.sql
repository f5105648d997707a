CREATE TABLE beginners (
    id INT,
    best INT,
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'beginners',
    'username' = 'root',
    'password' = '',
    'sink.ignore.update-before' = 'false'
);

INSERT INTO beginners
SELECT id, MAX(score)
FROM (VALUES (1, 50), (2, 60), (2, 65), (1, 120), (3, 70)) AS games (id, score)
GROUP BY id
HAVING MAX(score) < 100;
