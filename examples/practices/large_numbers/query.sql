SELECT id, amount FROM test.ledger ORDER BY id;
SELECT SUM(amount) FROM test.ledger;
