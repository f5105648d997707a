import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.types.Row;

/**
 * A source whose rows tell what became of them: split, sequence number, a payload, and a checksum
 * over the three. A split belongs to one subtask; its position is in the checkpoint and can be
 * restored at any parallelism. It runs until it is told to stop, so that the last rows get their
 * checkpoint in every version of Flink. Owned by the job; one thread.
 */
final class NumberedRows extends RichParallelSourceFunction<Row>
    implements CheckpointedFunction, CheckpointListener {
  static final String[] COLUMNS = {"split", "seq", "payload", "crc"};

  private final String control;
  private final int splits;
  private final int firstSplit;
  private final int rowsPerPause;
  private transient long[] next;
  private transient ListState<long[]> positions;
  private volatile boolean cancelled;
  private volatile int completed;

  /** Emits rowsPerPause rows and then pauses a millisecond. */
  NumberedRows(String control, int firstSplit, int splits, int rowsPerPause) {
    this.control = control;
    this.firstSplit = firstSplit;
    this.splits = splits;
    this.rowsPerPause = rowsPerPause;
  }

  static TypeInformation<Row> type() {
    return Types.ROW_NAMED(COLUMNS, Types.INT, Types.LONG, Types.STRING, Types.LONG);
  }

  static Row row(int split, long seq) {
    String payload = payload(split, seq);
    return Row.of(split, seq, payload, checksum(split, seq, payload));
  }

  static String payload(int split, long seq) {
    return "row-" + Long.toString(seq * 31 + split, 36);
  }

  static long checksum(int split, long seq, String payload) {
    CRC32 crc = new CRC32();
    crc.update((split + ":" + seq + ":" + payload).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  @Override
  public void open(Configuration parameters) {
    if (getRuntimeContext().getIndexOfThisSubtask() == 0) {
      Control.of(control).attempts.incrementAndGet();
    }
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    positions =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("positions", long[].class));
    next = new long[splits];
    for (long[] position : positions.get()) {
      next[(int) position[0]] = position[1];
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    positions.clear();
    for (int split = 0; split < splits; split++) {
      if (owns(split)) {
        positions.add(new long[] {split, next[split]});
      }
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    completed++;
    if (getRuntimeContext().getIndexOfThisSubtask() == 0) {
      Control.of(control).completedCheckpoints.incrementAndGet();
    }
  }

  @Override
  public void run(SourceContext<Row> context) throws Exception {
    Control mine = Control.of(control);
    int sincePause = 0;
    long sinceCheckpoint = 0;
    while (!cancelled && !mine.stop) {
      boolean emitted = false;
      for (int split = 0; split < splits; split++) {
        if (owns(split) && next[split] < mine.rowsPerSplit) {
          emit(context, split, mine);
          emitted = true;
          sincePause++;
        }
      }
      sinceCheckpoint = completed > 0 ? sinceCheckpoint + 1 : 0;
      if (sinceCheckpoint > 5 && getRuntimeContext().getIndexOfThisSubtask() == 0) {
        failWhenTold(mine);
      }
      if (!emitted || sincePause >= rowsPerPause) {
        sincePause = 0;
        Thread.sleep(1);
      }
    }
  }

  private void emit(SourceContext<Row> context, int split, Control mine) {
    synchronized (context.getCheckpointLock()) {
      context.collect(row(firstSplit + split, next[split]));
      next[split]++;
    }
    mine.emitted.incrementAndGet();
    mine.furthest.accumulateAndGet(next[split], Math::max);
  }

  private static void failWhenTold(Control mine) {
    if (mine.failures.get() > 0 && mine.failures.getAndDecrement() > 0) {
      throw new IllegalStateException("the test lets this task fail");
    }
  }

  private boolean owns(int split) {
    int subtasks = getRuntimeContext().getNumberOfParallelSubtasks();
    return split % subtasks == getRuntimeContext().getIndexOfThisSubtask();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
