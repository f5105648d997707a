package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.table.StarRocksDataType;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.data.RowData;

/** Makes rows with the user's {@link StarRocksSinkRowBuilder}. The task's thread. */
public class StarRocksGenericRowTransformer<T> implements StarRocksIRowTransformer<T> {
  private static final long serialVersionUID = 1L;

  private final StarRocksSinkRowBuilder<T> consumer;
  private int fieldCount;

  public StarRocksGenericRowTransformer(StarRocksSinkRowBuilder<T> consumer) {
    if (consumer == null) {
      throw new IllegalArgumentException("a StarRocksSinkRowBuilder is needed, null was given");
    }
    this.consumer = consumer;
  }

  @Override
  public void setStarRocksColumns(Map<String, StarRocksDataType> columns) {}

  @Override
  public void setTableSchema(TableSchema tableSchema) {
    fieldCount = tableSchema.getFieldCount();
  }

  @Override
  public void setRuntimeContext(RuntimeContext runtimeCtx) {}

  @Override
  public Object[] transform(T record, boolean supportUpsertDelete) {
    Object[] row = new Object[fieldCount + (supportUpsertDelete ? 1 : 0)];
    consumer.accept(row, record);
    if (supportUpsertDelete && record instanceof RowData) {
      row[fieldCount] = StarRocksSinkOP.parse(((RowData) record).getRowKind()).ordinal();
    }
    return row;
  }
}
