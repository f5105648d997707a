import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;

/**
 * Raw JSON documents, as the connector's documentation loads them. Arguments: jdbc-url, load-url.
 */
public class LoadJsonRecords {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    String[] records =
        new String[] {
          "{\"id\":1, \"name\":\"starrocks-json\", \"score\":100}",
          "{\"id\":2, \"name\":\"flink-json\", \"score\":100}",
        };
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", args[0])
            .withProperty("load-url", args[1])
            .withProperty("database-name", "test")
            .withProperty("table-name", "score_board_json")
            .withProperty("username", "root")
            .withProperty("password", "")
            .withProperty("sink.properties.format", "json")
            .withProperty("sink.properties.strip_outer_array", "true")
            .build();
    SinkFunction<String> starRockSink = StarRocksSink.sink(options);
    env.fromElements(records).addSink(starRockSink);
    env.execute("LoadJsonRecords");
  }
}
