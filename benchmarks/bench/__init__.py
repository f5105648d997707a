"""The program behind scripts/bench: runs the suites of benchmarks/ in turn, keeps every measurement, and writes the report."""
