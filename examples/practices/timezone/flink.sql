CREATE TABLE logins (
    id INT,
    seconds BIGINT
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'logins',
    'username' = 'root',
    'password' = '',
    'sink.properties.columns' = 'id,seconds,at=from_unixtime(seconds)',
    'sink.properties.timezone' = 'Asia/Shanghai'
);

INSERT INTO logins VALUES (1, 1700000000), (2, 0);
