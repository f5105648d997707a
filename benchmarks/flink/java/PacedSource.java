package starload.bench;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** A source that emits at the pace that the main thread sets, and has no state. */
abstract class PacedSource<T>
    implements SourceFunction<T>, CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  private volatile boolean cancelled;

  /** The values again and again, until the job is ended. */
  final void emit(SourceContext<T> context, T[] values) throws InterruptedException {
    Pace.emit(context, values, () -> cancelled);
  }

  @Override
  public final void initializeState(FunctionInitializationContext context) {}

  @Override
  public final void snapshotState(FunctionSnapshotContext context) {
    Pace.checkpointIsTaken();
  }

  @Override
  public final void notifyCheckpointComplete(long checkpointId) {
    Pace.checkpointIsComplete();
  }

  @Override
  public final void cancel() {
    cancelled = true;
  }
}
