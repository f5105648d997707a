package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.DefaultStarRocksSinkContext;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import io.starload.flink.writer.SinkWriterCore;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;

/** Elements become text records by the user's schema. Owned by the writer; the task's thread. */
final class TextElements<T> implements ElementWriter<T> {
  private final RecordSerializationSchema<T> schema;
  private final StarRocksSinkOptions options;
  private SinkWriterCore writer;

  TextElements(RecordSerializationSchema<T> schema, StarRocksSinkOptions options) {
    this.schema = schema;
    this.options = options;
  }

  @Override
  public void open(SinkWriterCore opened, Sink.InitContext context) {
    writer = opened;
    schema.open(
        context.asSerializationSchemaInitializationContext(),
        new DefaultStarRocksSinkContext(context, options));
  }

  @Override
  public boolean write(T element) throws IOException, InterruptedException {
    StarRocksRowData record = schema.serialize(element);
    if (record == null || record.getRow() == null) {
      return false;
    }
    writer.write(record);
    return true;
  }

  @Override
  public void close() {
    schema.close();
  }
}
