SELECT COUNT(*), SUM(id), COUNT(DISTINCT word), MAX(LENGTH(word)) FROM test.words;
