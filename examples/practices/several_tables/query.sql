SELECT id, amount FROM test.small_orders ORDER BY id;
SELECT id, amount FROM test.large_orders ORDER BY id;
