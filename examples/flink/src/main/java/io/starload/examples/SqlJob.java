package io.starload.examples;

import org.apache.flink.api.java.utils.ParameterTool;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** Loads what a query gives. */
public class SqlJob {
  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    TableEnvironment tables =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());
    tables.executeSql(
        "CREATE TABLE score_board (id INT, name STRING, score INT, PRIMARY KEY (id) NOT ENFORCED)"
            + " WITH ('connector' = 'starrocks',"
            + String.format("'jdbc-url' = '%s',", parameters.get("jdbcUrl"))
            + String.format("'load-url' = '%s',", parameters.get("loadUrl"))
            + "'database-name' = 'test', 'table-name' = 'score_board',"
            + "'username' = 'root', 'password' = '')");
    tables
        .executeSql("INSERT INTO score_board VALUES (1, 'starrocks', 100), (2, 'flink', 100)")
        .await();
  }
}
