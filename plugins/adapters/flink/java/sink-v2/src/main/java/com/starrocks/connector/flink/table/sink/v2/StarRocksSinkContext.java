package com.starrocks.connector.flink.table.sink.v2;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.api.connector.sink2.Sink;

/** What a {@link RecordSerializationSchema} is opened with. The task's thread. */
public interface StarRocksSinkContext {
  Sink.InitContext getInitContext();

  StarRocksSinkOptions getSinkOptions();
}
