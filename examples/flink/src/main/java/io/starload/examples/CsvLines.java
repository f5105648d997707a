package io.starload.examples;

import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.api.java.utils.ParameterTool;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Loads CSV lines as they are. */
public class CsvLines {
  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<String> source = env.fromElements("1\tstarrocks-csv\t100", "2\tflink-csv\t100");

    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", parameters.get("jdbcUrl", "jdbc:mysql://127.0.0.1:9030"))
            .withProperty("load-url", parameters.get("loadUrl", "127.0.0.1:8030"))
            .withProperty("database-name", "test")
            .withProperty("table-name", "score_board")
            .withProperty("username", "root")
            .withProperty("password", "")
            .withProperty("sink.properties.format", "csv")
            .withProperty("sink.properties.column_separator", "\t")
            .build();
    source.addSink(StarRocksSink.sink(options));
    env.execute("load CSV lines");
  }
}
