"""Loads two rows with PyFlink. Arguments: the connector's jar, jdbc-url, load-url."""
import sys
from pathlib import Path

from pyflink.table import EnvironmentSettings, TableEnvironment

jar, jdbc_url, load_url = sys.argv[1:4]
tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
tables.get_config().set("pipeline.jars", Path(jar).resolve().as_uri())
tables.execute_sql(f"""
    CREATE TABLE score_board (id INT, name STRING, score INT, PRIMARY KEY (id) NOT ENFORCED) WITH (
        'connector' = 'starrocks',
        'jdbc-url' = '{jdbc_url}',
        'load-url' = '{load_url}',
        'database-name' = 'test',
        'table-name' = 'score_board',
        'username' = 'root',
        'password' = ''
    )""")
tables.execute_sql("INSERT INTO score_board VALUES (1, 'starrocks', 100), (2, 'flink', 100)").wait()
