package io.starload.examples;

import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.data.load.stream.StreamLoadDataFormat;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import org.apache.flink.api.java.utils.ParameterTool;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;

/** Loads records that name their tables: JSON into one, CSV into the other. */
public class SeveralTables {
  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<StarRocksRowData> source =
        env.fromElements(1, 2, 3).map(SeveralTables::record).returns(StarRocksRowData.class);

    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", parameters.get("jdbcUrl", "jdbc:mysql://127.0.0.1:9030"))
            .withProperty("load-url", parameters.get("loadUrl", "127.0.0.1:8030"))
            .withProperty("database-name", "test")
            .withProperty("table-name", "events_json")
            .withProperty("username", "root")
            .withProperty("password", "")
            .withProperty("sink.properties.format", "json")
            .withProperty("sink.properties.strip_outer_array", "true")
            .build();
    options.addTableProperties(
        StreamLoadTableProperties.builder()
            .database("test")
            .table("events_csv")
            .streamLoadDataFormat(StreamLoadDataFormat.CSV)
            .addProperty("format", "csv")
            .addProperty("column_separator", ",")
            .build());
    SinkFunction<StarRocksRowData> sink = SinkFunctionFactory.createSinkFunction(options);
    source.addSink(sink);
    env.execute("load into several tables");
  }

  private static StarRocksRowData record(int id) {
    return id % 2 == 0
        ? new DefaultStarRocksRowData(null, "test", "events_csv", id + ",even")
        : new DefaultStarRocksRowData(
            null, "test", "events_json", "{\"id\":" + id + ",\"name\":\"odd\"}");
  }
}
