package com.starrocks.connector.flink.table.sink;

import io.starload.flink.writer.SinkFunctionCore;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;

/**
 * The sink on the native engine as a SinkFunction. Made while planning; a copy runs in each
 * subtask, called by the task's thread.
 */
abstract class EngineSinkFunction<T> extends StarRocksDynamicSinkFunctionBase<T> {
  private static final long serialVersionUID = 1L;

  private final SinkFunctionCore<T> core;

  EngineSinkFunction(SinkFunctionCore<T> core) {
    this.core = core;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    core.initializeState(context);
  }

  @Override
  public void open(Configuration parameters) throws Exception {
    super.open(parameters);
    core.open(getRuntimeContext());
  }

  @Override
  public void invoke(T value, Context context) throws Exception {
    core.write(value);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    core.snapshotState(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    core.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) {
    core.notifyCheckpointAborted(checkpointId);
  }

  /** All rows are there. Called by Flink since 1.14, where it overrides SinkFunction.finish. */
  public void finish() throws Exception {
    core.finish();
  }

  @Override
  public void close() throws Exception {
    core.close();
  }
}
