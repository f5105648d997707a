#!/usr/bin/env python3
"""The documentation's job in PyFlink: a table of the connector, rows from Python, and a query's rows.

Arguments: the connector's jar, jdbc-url, load-url.
"""
import pathlib
import sys

from pyflink.table import EnvironmentSettings, TableEnvironment


def main():
    jar, jdbc_url, load_url = sys.argv[1:]
    table_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
    table_env.get_config().set("pipeline.jars", pathlib.Path(jar).absolute().as_uri())
    table_env.get_config().set("parallelism.default", "1")
    table_env.execute_sql(
        f"""
        CREATE TABLE score_board (
            id INT,
            name STRING,
            score INT,
            PRIMARY KEY (id) NOT ENFORCED
        ) WITH (
            'connector' = 'starrocks',
            'jdbc-url' = '{jdbc_url}',
            'load-url' = '{load_url}',
            'database-name' = 'test',
            'table-name' = 'score_board',
            'username' = 'root',
            'password' = ''
        )"""
    )
    table_env.execute_sql("INSERT INTO score_board VALUES (1, 'starrocks', 100), (2, 'flink', 100)").wait()
    rows = table_env.from_elements([(3, "python", 100), (4, "pyflink", 99)], ["id", "name", "score"])
    table_env.create_temporary_view("python_rows", rows)
    table_env.execute_sql(
        "INSERT INTO score_board SELECT CAST(id AS INT), name, CAST(score AS INT) FROM python_rows"
    ).wait()


if __name__ == "__main__":
    main()
