package com.starrocks.connector.flink.table.sink;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;

/** What SinkFunctionFactory creates. Made while planning; a copy runs in each subtask. */
public abstract class StarRocksDynamicSinkFunctionBase<T> extends RichSinkFunction<T>
    implements CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  public StarRocksDynamicSinkFunctionBase() {}
}
