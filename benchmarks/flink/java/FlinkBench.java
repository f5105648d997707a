import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.DiscardingSink;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * One job with parallelism 1 from memory into the server. Arguments: the case, load-url, port of
 * the MySQL side.
 */
public final class FlinkBench {
  private static final String COLUMNS =
      "(c_bigint BIGINT, c_text16 STRING, c_int INT, c_decimal DECIMAL(10, 2), c_double DOUBLE,"
          + " c_timestamp TIMESTAMP(3), c_boolean BOOLEAN, c_text32 STRING)";

  private FlinkBench() {}

  public static void main(String[] arguments) throws Exception {
    String what = arguments[0];
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
    env.setParallelism(1);
    if (what.contains("exactly-once")) {
      env.enableCheckpointing(2000);
    }
    if (what.contains("reuse")) {
      env.getConfig().enableObjectReuse();
    }
    if (what.contains("strings")) {
      env.addSource(new Lines())
          .returns(String.class)
          .addSink(
              what.startsWith("blackhole")
                  ? new DiscardingSink<>()
                  : StarRocksSink.sink(options(arguments[1], arguments[2])));
      env.execute(what);
    } else {
      insert(StreamTableEnvironment.create(env), what, arguments);
    }
    System.out.println(Meter.result());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void insert(StreamTableEnvironment sql, String what, String[] arguments)
      throws Exception {
    sql.executeSql(
        "CREATE TABLE source "
            + COLUMNS
            + " WITH ('connector' = 'memory-rows', 'binary' = '"
            + !what.contains("generic")
            + "')");
    sql.executeSql("CREATE TABLE sink " + COLUMNS + with(what, arguments[1], arguments[2]));
    sql.executeSql("INSERT INTO sink SELECT * FROM source").await();
  }

  private static String with(String what, String loadUrl, String mysqlPort) {
    if (what.startsWith("blackhole")) {
      return " WITH ('connector' = 'blackhole')";
    }
    String text =
        " WITH ('connector' = 'starrocks', 'jdbc-url' = 'jdbc:mysql://127.0.0.1:"
            + mysqlPort
            + "?useSSL=false',"
            + " 'load-url' = '"
            + loadUrl
            + "', 'database-name' = 'bench', 'table-name' = 't', 'username' = 'root',"
            + " 'password' = '', 'sink.version' = 'V2'";
    if (what.contains("json")) {
      text += ", 'sink.properties.format' = 'json', 'sink.properties.strip_outer_array' = 'true'";
    }
    if (what.contains("exactly-once")) {
      text += ", 'sink.semantic' = 'exactly-once', 'sink.label-prefix' = 'bench'";
    }
    return text + ")";
  }

  private static StarRocksSinkOptions options(String loadUrl, String mysqlPort) {
    return StarRocksSinkOptions.builder()
        .withProperty("jdbc-url", "jdbc:mysql://127.0.0.1:" + mysqlPort + "?useSSL=false")
        .withProperty("load-url", loadUrl)
        .withProperty("database-name", "bench")
        .withProperty("table-name", "t")
        .withProperty("username", "root")
        .withProperty("password", "")
        .withProperty("sink.version", "V2")
        .build();
  }

  private static final class Lines implements SourceFunction<String> {
    private volatile boolean cancelled;

    @Override
    public void run(SourceContext<String> context) {
      String[] lines = new String[MemoryRows.DIFFERENT_ROWS];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = MemoryRows.line(i);
      }
      Meter.emit(context, lines, () -> cancelled);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
