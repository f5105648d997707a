SELECT id, name, score FROM test.score_board ORDER BY id;
