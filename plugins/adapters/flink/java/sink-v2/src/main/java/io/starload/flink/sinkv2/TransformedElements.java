package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.table.StarRocksDataType;
import com.starrocks.connector.flink.tools.JsonWrapper;
import io.starload.flink.engine.TableInfo;
import io.starload.flink.writer.SinkWriterCore;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.data.RowData;

/** Elements become rows by a transformer of the user's. Owned by the writer; the task's thread. */
final class TransformedElements<T> implements ElementWriter<T> {
  private final StarRocksIRowTransformer<T> transformer;
  private SinkWriterCore writer;
  private boolean withOperation;

  TransformedElements(StarRocksIRowTransformer<T> transformer) {
    this.transformer = transformer;
  }

  @Override
  public void open(SinkWriterCore opened, Sink.InitContext context) throws IOException {
    writer = opened;
    TableInfo table = writer.mainTable();
    withOperation = table.supportsUpsertDelete();
    Map<String, StarRocksDataType> columns = new HashMap<>();
    for (int i = 0; i < table.columnNames().size(); i++) {
      columns.put(
          table.columnNames().get(i), StarRocksDataType.fromString(table.columnTypes().get(i)));
    }
    // A Sink V2 has no RuntimeContext to set.
    transformer.setStarRocksColumns(columns);
    transformer.setFastJsonWrapper(new JsonWrapper());
  }

  @Override
  public boolean write(T element) throws IOException, InterruptedException {
    if (element instanceof RowData && !writer.takes(((RowData) element).getRowKind())) {
      return false;
    }
    Object[] row = transformer.transform(element, withOperation);
    if (row == null) {
      return false;
    }
    writer.write(row);
    return true;
  }

  @Override
  public void close() {}
}
