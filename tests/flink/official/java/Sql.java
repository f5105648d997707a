import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

/** Flink SQL for the cases: the WITH clause of a sink, and statements that run to their end. */
final class Sql {
  private Sql() {}

  static String with(Map<String, String> options) {
    StringBuilder text = new StringBuilder(" WITH ('connector' = 'starrocks'");
    options.forEach((key, value) -> text.append(", '" + key + "' = '" + value + "'"));
    return text.append(")").toString();
  }

  static void run(TableEnvironment tables, String insert) throws Exception {
    TableResult result = tables.executeSql(insert);
    result.await(60, TimeUnit.SECONDS);
  }
}
