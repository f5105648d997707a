import java.io.IOException;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.types.Row;
import org.apache.flink.types.Value;

/**
 * Passes rows on, and lets checkpoints fail or last: its state is written in the background and may
 * refuse that, or take its time. So Flink aborts checkpoints whose sinks have prepared already.
 * Owned by the job; one thread.
 */
final class Gate extends RichMapFunction<Row, Row>
    implements CheckpointedFunction, CheckpointListener {
  private final String control;
  private transient ListState<Difficult> state;

  Gate(String control) {
    this.control = control;
  }

  @Override
  public Row map(Row row) {
    return row;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("difficult", TypeInformation.of(Difficult.class)));
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.clear();
    if (getRuntimeContext().getIndexOfThisSubtask() != 0) {
      return;
    }
    state.add(new Difficult(control));
    Control.SnapshotHook hook = Control.of(control).atSnapshot;
    if (hook != null) {
      hook.run(context.getCheckpointId());
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {}

  @Override
  public void notifyCheckpointAborted(long checkpointId) {
    if (getRuntimeContext().getIndexOfThisSubtask() == 0) {
      Control.of(control).abortedCheckpoints.incrementAndGet();
    }
  }

  /** A value that is hard to write. */
  public static final class Difficult implements Value {
    private String control = "";

    public Difficult() {}

    Difficult(String control) {
      this.control = control;
    }

    @Override
    public void write(DataOutputView out) throws IOException {
      Control mine = Control.of(control);
      if (mine.declined.get() > 0 && mine.declined.getAndDecrement() > 0) {
        throw new IOException("the test lets this checkpoint fail");
      }
      try {
        Thread.sleep(mine.slowStateMs);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      out.writeUTF(control);
    }

    @Override
    public void read(DataInputView in) throws IOException {
      control = in.readUTF();
    }
  }
}
