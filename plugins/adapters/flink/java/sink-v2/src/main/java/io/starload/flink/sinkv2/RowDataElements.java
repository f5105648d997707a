package io.starload.flink.sinkv2;

import io.starload.flink.writer.SinkWriterCore;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.data.RowData;

/** Elements are RowData of the table's schema. Owned by the writer; the task's thread. */
final class RowDataElements<T> implements ElementWriter<T> {
  private SinkWriterCore writer;

  @Override
  public void open(SinkWriterCore opened, Sink.InitContext context) {
    writer = opened;
  }

  @Override
  public boolean write(T element) throws IOException, InterruptedException {
    writer.write((RowData) element);
    return true;
  }

  @Override
  public void close() {}
}
