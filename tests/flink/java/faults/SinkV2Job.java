import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSinkContext;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** The same job over the Sink V2 interface. */
class SinkV2Job extends Job {
  SinkV2Job(String name, String table) {
    super(name, table);
    options.put("sink.use.new-sink-api", "true");
  }

  @Override
  void attachSink(DataStream<Row> rows) {
    rows.sinkTo(SinkFunctionFactory.createSink(build(options), new AsCsv(table)))
        .name("sink")
        .uid("sink");
  }

  private static final class AsCsv implements RecordSerializationSchema<Row> {
    private final String table;

    AsCsv(String table) {
      this.table = table;
    }

    @Override
    public void open(
        SerializationSchema.InitializationContext context, StarRocksSinkContext sinkContext) {}

    @Override
    public StarRocksRowData serialize(Row row) {
      String line =
          row.getField(0)
              + "\t"
              + row.getField(1)
              + "\t"
              + row.getField(2)
              + "\t"
              + row.getField(3);
      return new DefaultStarRocksRowData(null, "it", table, line);
    }

    @Override
    public void close() {}
  }
}
