CREATE TABLE `score_board` (
    `id` INT,
    `name` STRING,
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'score_board',
    'username' = 'root',
    'password' = '',
    'sink.properties.partial_update' = 'true',
    -- releases up to 1.2.7 of the official connector need this; here it may be left out
    'sink.properties.columns' = 'id,name,__op'
);

INSERT INTO `score_board` VALUES (1, 'starrocks-update'), (2, 'flink-update');
