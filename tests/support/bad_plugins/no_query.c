int starload_test_unrelated(void);
int starload_test_unrelated(void) { return 1; }
