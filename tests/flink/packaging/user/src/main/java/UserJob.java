import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;

/** What a user compiles against the connector. */
public final class UserJob {
  private UserJob() {}

  public static SinkFunction<String> sink() {
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", "jdbc:mysql://127.0.0.1:9030")
            .withProperty("load-url", "127.0.0.1:8030")
            .withProperty("database-name", "jobs")
            .withProperty("table-name", "rows")
            .withProperty("username", "root")
            .withProperty("password", "")
            .build();
    return StarRocksSink.sink(options);
  }
}
