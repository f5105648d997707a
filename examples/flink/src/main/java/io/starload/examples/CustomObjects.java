package io.starload.examples;

import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.row.sink.StarRocksSinkOP;
import com.starrocks.connector.flink.row.sink.StarRocksSinkRowBuilder;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.api.java.utils.ParameterTool;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;

/** Loads objects of a class of one's own into a PRIMARY KEY table. */
public class CustomObjects {
  /** A row of score_board. */
  public static class RowData {
    public int id;
    public String name;
    public int score;

    public RowData() {}

    public RowData(int id, String name, int score) {
      this.id = id;
      this.name = name;
      this.score = score;
    }
  }

  private static class RowDataTransformer implements StarRocksSinkRowBuilder<RowData> {
    @Override
    public void accept(Object[] internalRow, RowData rowData) {
      internalRow[0] = rowData.id;
      internalRow[1] = rowData.name;
      internalRow[2] = rowData.score;
      // A PRIMARY KEY table has a place for the operation behind the columns.
      internalRow[internalRow.length - 1] = StarRocksSinkOP.UPSERT.ordinal();
    }
  }

  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<RowData> source =
        env.fromElements(
            new RowData(1, "starrocks-rowdata", 100), new RowData(2, "flink-rowdata", 100));

    TableSchema schema =
        TableSchema.builder()
            .field("id", DataTypes.INT().notNull())
            .field("name", DataTypes.STRING())
            .field("score", DataTypes.INT())
            .primaryKey("id")
            .build();
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", parameters.get("jdbcUrl", "jdbc:mysql://127.0.0.1:9030"))
            .withProperty("load-url", parameters.get("loadUrl", "127.0.0.1:8030"))
            .withProperty("database-name", "test")
            .withProperty("table-name", "score_board")
            .withProperty("username", "root")
            .withProperty("password", "")
            .build();
    source.addSink(StarRocksSink.sink(schema, options, new RowDataTransformer()));
    env.execute("load custom objects");
  }
}
