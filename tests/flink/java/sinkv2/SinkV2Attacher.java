import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSinkContext;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** The connector over Flink's Sink V2: compiled only where Flink has it. Stateless. */
final class SinkV2Attacher implements FaultJob.Attacher {
  @Override
  public void attach(DataStream<Row> rows, Map<String, String> options, String table) {
    rows.sinkTo(SinkFunctionFactory.createSink(Job.build(options), new AsCsv(table)))
        .name("sink")
        .uid("sink");
  }

  private static final class AsCsv implements RecordSerializationSchema<Row> {
    private static final long serialVersionUID = 1L;
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
