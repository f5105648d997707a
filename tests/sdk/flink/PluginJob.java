import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Flink SQL jobs whose rows go through a serializer that is not part of the connector. Arguments: load-url, host and port of
 * jdbc-url, and for each job three: table, sink.plugin-path, sink.serializer. Prints a line for each job: how it ended, with all
 * messages that a user finds in the stack trace.
 */
public final class PluginJob {
  private final String http;
  private final String mysql;

  private PluginJob(String http, String mysql) {
    this.http = http;
    this.mysql = mysql;
  }

  public static void main(String[] arguments) {
    PluginJob jobs = new PluginJob(arguments[0], arguments[1]);
    for (int i = 2; i + 2 < arguments.length; i += 3) {
      String name = arguments[i] + " with " + arguments[i + 2];
      try {
        jobs.run(arguments[i], arguments[i + 1], arguments[i + 2]);
        System.out.println(name + " succeeded");
      } catch (Exception e) {
        System.out.println(name + " failed: " + messages(e));
      }
    }
  }

  private void run(String table, String plugins, String serializer) throws Exception {
    TableEnvironment sql =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());
    String own =
        serializer.equals("masked_csv")
            ? ", 'serializer.masked_csv.columns' = 'mail=email;card=last4'"
            : "";
    sql.executeSql(
        String.format(
            "CREATE TABLE people (id BIGINT, mail STRING, card STRING) WITH ('connector' = 'starrocks',"
                + " 'jdbc-url' = 'jdbc:mysql://%s', 'load-url' = '%s', 'database-name' = 'd',"
                + " 'table-name' = '%s', 'username' = 'root', 'password' = '', 'sink.version' = '%s',"
                + " 'sink.plugin-path' = '%s', 'sink.serializer' = '%s'%s)",
            mysql, http, table, table.endsWith("v1") ? "V1" : "V2", plugins, serializer, own));
    sql.executeSql(
            "INSERT INTO people VALUES (1, 'ann@example.com', '4111111111111111'),"
                + " (2, CAST(NULL AS STRING), '12'), (3, 'no address', 'a,b')")
        .await();
  }

  private static String messages(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      text.append(" | ").append(String.valueOf(cause.getMessage()).replace('\n', ' '));
    }
    return text.toString();
  }
}
