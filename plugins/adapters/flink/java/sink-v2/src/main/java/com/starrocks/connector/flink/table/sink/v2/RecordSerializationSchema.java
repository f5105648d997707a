package com.starrocks.connector.flink.table.sink.v2;

import com.starrocks.connector.flink.table.data.StarRocksRowData;
import java.io.Serializable;
import javax.annotation.Nullable;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * Makes a text record, and the table that it goes into, of a user's object. Users implement it; it
 * is serialized with the job, and each subtask has its own. The task's thread.
 */
public interface RecordSerializationSchema<T> extends Serializable {
  /** Called once before the first record. */
  void open(SerializationSchema.InitializationContext context, StarRocksSinkContext sinkContext);

  /** null: the record is left out. */
  @Nullable
  StarRocksRowData serialize(T record);

  /** Called once, also after a failure. */
  void close();
}
