CREATE TABLE ledger (
    id DECIMAL(38, 0),
    amount DECIMAL(38, 10)
) WITH (
    'connector' = 'starrocks',
    'jdbc-url' = 'jdbc:mysql://127.0.0.1:9030',
    'load-url' = '127.0.0.1:8030',
    'database-name' = 'test',
    'table-name' = 'ledger',
    'username' = 'root',
    'password' = ''
);

INSERT INTO ledger VALUES
    (CAST('12345678901234567890123456789012345678' AS DECIMAL(38, 0)),
     CAST('1234567890123456789012345678.0123456789' AS DECIMAL(38, 10))),
    (CAST('-12345678901234567890123456789012345678' AS DECIMAL(38, 0)), CAST('-0.0000000001' AS DECIMAL(38, 10)));
