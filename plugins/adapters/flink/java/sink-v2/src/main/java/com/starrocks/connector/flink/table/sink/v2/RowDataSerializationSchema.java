package com.starrocks.connector.flink.table.sink.v2;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.row.sink.StarRocksISerializer;
import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.tools.JsonWrapper;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/**
 * Text records of RowData by way of a transformer and a serializer of the user's. A sink that is
 * made with a TableSchema does without it: its rows go to the native engine as they are.
 */
public class RowDataSerializationSchema implements RecordSerializationSchema<RowData> {
  private static final long serialVersionUID = 1L;

  private final String databaseName;
  private final String tableName;
  private final boolean supportUpsertDelete;
  private final boolean ignoreUpdateBefore;
  private final StarRocksISerializer serializer;
  private final StarRocksIRowTransformer<RowData> rowTransformer;

  public RowDataSerializationSchema(
      String databaseName,
      String tableName,
      boolean supportUpsertDelete,
      boolean ignoreUpdateBefore,
      StarRocksISerializer serializer,
      StarRocksIRowTransformer<RowData> rowTransformer) {
    this.databaseName = databaseName;
    this.tableName = tableName;
    this.supportUpsertDelete = supportUpsertDelete;
    this.ignoreUpdateBefore = ignoreUpdateBefore;
    this.serializer = serializer;
    this.rowTransformer = rowTransformer;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, StarRocksSinkContext sinkContext) {
    JsonWrapper json = new JsonWrapper();
    serializer.open(new StarRocksISerializer.SerializerContext(json));
    rowTransformer.setFastJsonWrapper(json);
  }

  @Override
  public StarRocksRowData serialize(RowData record) {
    if (isLeftOut(record.getRowKind())) {
      return null;
    }
    Object[] values = rowTransformer.transform(record, supportUpsertDelete);
    return new DefaultStarRocksRowData(
        null, databaseName, tableName, serializer.serialize(values));
  }

  private boolean isLeftOut(RowKind kind) {
    switch (kind) {
      case UPDATE_BEFORE:
        return ignoreUpdateBefore || !supportUpsertDelete;
      case DELETE:
        return !supportUpsertDelete;
      default:
        return false;
    }
  }

  @Override
  public void close() {}
}
