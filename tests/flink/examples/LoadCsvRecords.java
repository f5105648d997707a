import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;

/** Raw CSV lines, as the connector's documentation loads them. Arguments: jdbc-url, load-url. */
public class LoadCsvRecords {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    String[] records = new String[] {"1\tstarrocks-csv\t100", "2\tflink-csv\t100"};
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", args[0])
            .withProperty("load-url", args[1])
            .withProperty("database-name", "test")
            .withProperty("table-name", "score_board_csv")
            .withProperty("username", "root")
            .withProperty("password", "")
            .withProperty("sink.properties.format", "csv")
            .withProperty("sink.properties.column_separator", "\t")
            .build();
    SinkFunction<String> starRockSink = StarRocksSink.sink(options);
    env.fromElements(records).addSink(starRockSink);
    env.execute("LoadCsvRecords");
  }
}
