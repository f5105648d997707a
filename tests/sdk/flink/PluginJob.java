import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** A Flink SQL job whose rows go through a serializer that is not part of the connector. */
public final class PluginJob {
  private PluginJob() {}

  public static void main(String[] arguments) throws Exception {
    String http = arguments[0];
    String mysql = arguments[1];
    String plugins = arguments[2];
    String version = arguments[3];
    TableEnvironment sql =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());
    sql.executeSql(
        "CREATE TABLE people (id BIGINT, mail STRING, card STRING) WITH ('connector' = 'starrocks',"
            + " 'jdbc-url' = 'jdbc:mysql://" + mysql + "', 'load-url' = '" + http + "',"
            + " 'database-name' = 'd', 'table-name' = 'people_" + version.toLowerCase() + "',"
            + " 'username' = 'root', 'password' = '', 'sink.version' = '" + version + "',"
            + " 'sink.plugin-path' = '" + plugins + "', 'sink.serializer' = 'masked_csv',"
            + " 'serializer.masked_csv.columns' = 'mail=email;card=last4')");
    sql.executeSql(
            "INSERT INTO people VALUES (1, 'ann@example.com', '4111111111111111'),"
                + " (2, CAST(NULL AS STRING), '12'), (3, 'no address', 'a,b')")
        .await();
  }
}
