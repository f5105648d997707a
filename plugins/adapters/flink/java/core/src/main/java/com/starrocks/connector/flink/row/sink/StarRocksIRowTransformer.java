package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.table.StarRocksDataType;
import com.starrocks.connector.flink.tools.JsonWrapper;
import java.io.Serializable;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.table.api.TableSchema;

/**
 * Makes a row's values of a user's object. Serialized with the job; the setters are called before
 * the first row. Called by the task's thread.
 */
public interface StarRocksIRowTransformer<T> extends Serializable {
  /** The table's columns and their types, in the server's order. */
  void setStarRocksColumns(Map<String, StarRocksDataType> columns);

  void setTableSchema(TableSchema tableSchema);

  void setRuntimeContext(RuntimeContext runtimeCtx);

  default void setFastJsonWrapper(JsonWrapper jsonWrapper) {}

  /** Fields in the schema's order, with the operation behind them for a PRIMARY KEY table. */
  Object[] transform(T record, boolean supportUpsertDelete);
}
