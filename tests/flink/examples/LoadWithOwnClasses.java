import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.row.sink.StarRocksISerializer;
import com.starrocks.connector.flink.row.sink.StarRocksSinkOP;
import com.starrocks.connector.flink.table.StarRocksDataType;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.RowDataSerializationSchema;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/**
 * Row transformers and a serializer of the user's own, each of which adds to the names, so that the
 * table shows that they were called. Arguments: jdbc-url, load-url.
 */
public class LoadWithOwnClasses {
  /** What both transformers need not know. */
  private abstract static class Transformer<T> implements StarRocksIRowTransformer<T> {
    @Override
    public void setStarRocksColumns(Map<String, StarRocksDataType> columns) {}

    @Override
    public void setTableSchema(TableSchema tableSchema) {}

    @Override
    public void setRuntimeContext(RuntimeContext runtimeCtx) {}
  }

  /** Of a text, for a sink with a schema. */
  private static class OfText extends Transformer<String> {
    @Override
    public Object[] transform(String name, boolean supportUpsertDelete) {
      if (!supportUpsertDelete) {
        throw new IllegalStateException("the table has a PRIMARY KEY");
      }
      return new Object[] {1, name + "-own", 100, StarRocksSinkOP.UPSERT.ordinal()};
    }
  }

  /** Of Flink's row, for the serializer. */
  private static class OfRow extends Transformer<RowData> {
    @Override
    public Object[] transform(RowData row, boolean supportUpsertDelete) {
      return new Object[] {row.getInt(0), row.getString(1).toString(), row.getInt(2), 0};
    }
  }

  private static class Lines implements StarRocksISerializer {
    @Override
    public String serialize(Object[] values) {
      return values[0] + "|" + values[1] + "-own|" + values[2] + "|" + values[3];
    }
  }

  private static StarRocksSinkOptions.Builder options(String[] args) {
    return StarRocksSinkOptions.builder()
        .withProperty("jdbc-url", args[0])
        .withProperty("load-url", args[1])
        .withProperty("database-name", "test")
        .withProperty("table-name", "score_board_own")
        .withProperty("username", "root")
        .withProperty("password", "");
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.getConfig().enableObjectReuse();
    TableSchema schema =
        TableSchema.builder()
            .field("id", DataTypes.INT().notNull())
            .field("name", DataTypes.STRING())
            .field("score", DataTypes.INT())
            .primaryKey("id")
            .build();
    env.fromElements("starrocks")
        .addSink(
            SinkFunctionFactory.createSinkFunction(options(args).build(), schema, new OfText()));
    RowDataSerializationSchema lines =
        new RowDataSerializationSchema(
            "test", "score_board_own", true, true, new Lines(), new OfRow());
    StarRocksSinkOptions csv =
        options(args)
            .withProperty("sink.properties.column_separator", "|")
            .withProperty("sink.properties.columns", "id,name,score,__op")
            .build();
    env.fromElements(2)
        .map(id -> (RowData) GenericRowData.of(id, StringData.fromString("flink"), 100))
        .returns(TypeInformation.of(RowData.class))
        .sinkTo(SinkFunctionFactory.createSink(csv, lines));
    env.execute("LoadWithOwnClasses");
  }
}
