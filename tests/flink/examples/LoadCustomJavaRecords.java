import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.row.sink.StarRocksSinkOP;
import com.starrocks.connector.flink.row.sink.StarRocksSinkRowBuilder;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;

/**
 * Objects of the user's own class, as the connector's documentation loads them. Arguments:
 * jdbc-url, load-url.
 */
public class LoadCustomJavaRecords {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    RowData[] records =
        new RowData[] {
          new RowData(1, "starrocks-rowdata", 100), new RowData(2, "flink-rowdata", 100),
        };
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", args[0])
            .withProperty("load-url", args[1])
            .withProperty("database-name", "test")
            .withProperty("table-name", "score_board_objects")
            .withProperty("username", "root")
            .withProperty("password", "")
            .build();
    TableSchema schema =
        TableSchema.builder()
            .field("id", DataTypes.INT().notNull())
            .field("name", DataTypes.STRING())
            .field("score", DataTypes.INT())
            // When the StarRocks table is a PRIMARY KEY table, the key has to be declared not null
            // and as such.
            .primaryKey("id")
            .build();
    RowDataTransformer transformer = new RowDataTransformer();
    SinkFunction<RowData> starRockSink = StarRocksSink.sink(schema, options, transformer);
    env.fromElements(records).addSink(starRockSink);
    env.execute("LoadCustomJavaRecords");
  }

  /** The user's own record. */
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
      // Only for a PRIMARY KEY table: what happens to the row.
      internalRow[internalRow.length - 1] = StarRocksSinkOP.UPSERT.ordinal();
    }
  }
}
