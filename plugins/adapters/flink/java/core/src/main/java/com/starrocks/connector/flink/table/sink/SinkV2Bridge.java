package com.starrocks.connector.flink.table.sink;

import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;

/**
 * Makes what needs Flink 1.15: a table's sink on the Sink V2 interface. The implementation is found
 * by its name and has a constructor without parameters. Stateless.
 */
public interface SinkV2Bridge {
  /** The implementation, which lies in another module. */
  String IMPLEMENTATION = "io.starload.flink.sinkv2.TableSinkV2";

  /** parallelism: null where the job's holds. */
  DynamicTableSink.SinkRuntimeProvider create(
      StarRocksSinkOptions options, TableSchema schema, Integer parallelism);
}
