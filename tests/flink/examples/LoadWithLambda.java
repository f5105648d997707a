import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.row.sink.StarRocksSinkOP;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;

/** A lambda as row builder, with an update and a deletion. Arguments: jdbc-url, load-url. */
public class LoadWithLambda {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", args[0])
            .withProperty("load-url", args[1])
            .withProperty("database-name", "test")
            .withProperty("table-name", "score_board_lambda")
            .withProperty("username", "root")
            .withProperty("password", "")
            .build();
    TableSchema schema =
        TableSchema.builder()
            .field("id", DataTypes.INT().notNull())
            .field("name", DataTypes.STRING())
            .field("score", DataTypes.INT())
            .primaryKey("id")
            .build();
    env.fromElements(
            Tuple3.of(1, "starrocks-lambda", 50),
            Tuple3.of(2, "flink-lambda", 100),
            Tuple3.of(3, "deleted", 0),
            Tuple3.of(1, "starrocks-lambda", 100),
            Tuple3.of(3, "deleted", -1))
        .addSink(
            StarRocksSink.sink(
                schema,
                options,
                (slots, row) -> {
                  slots[0] = row.f0;
                  slots[1] = row.f1;
                  slots[2] = row.f2;
                  slots[3] =
                      row.f2 < 0
                          ? StarRocksSinkOP.DELETE.ordinal()
                          : StarRocksSinkOP.UPSERT.ordinal();
                }));
    env.execute("LoadWithLambda");
  }
}
