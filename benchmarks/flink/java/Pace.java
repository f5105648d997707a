package starload.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/**
 * What the source's thread and the main thread agree upon; static, since a job runs in this
 * process. The source waits for the beginning of each phase, tells which of its marks it has
 * passed, and waits there until the sink and itself have been asked for the state of a checkpoint.
 * It is told when that is complete: the chain's operators are told from its end on, so the sink has
 * committed then.
 */
final class Pace {
  /** What begin() made; the job that it was made for holds on to it. */
  static final class Plan {
    final List<Long> phases = new ArrayList<>();
    final int checkpoints;
    /** False: the job has ended. */
    final BlockingQueue<Boolean> passedMarks = new LinkedBlockingQueue<>();

    final BlockingQueue<Boolean> completeCheckpoints = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> checkpointsTaken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> starts = new LinkedBlockingQueue<>();

    Plan(String phases, int checkpoints) {
      for (String rows : phases.split(",")) {
        this.phases.add(Long.parseLong(rows));
      }
      this.checkpoints = checkpoints;
    }

    void startPhase() {
      starts.add(true);
    }

    void jobEnded() {
      passedMarks.add(false);
      completeCheckpoints.add(false);
    }
  }

  private static final int ROWS_UNDER_ONE_LOCK = 64;
  private static volatile Plan plan;

  private Pace() {}

  static void begin(String phases, int checkpoints) {
    plan = new Plan(phases, checkpoints);
  }

  static Plan plan() {
    return plan;
  }

  /** The task's thread: the checkpoint holds the rows so far. */
  static void checkpointIsTaken() {
    plan.checkpointsTaken.add(true);
  }

  /** The task's thread. */
  static void checkpointIsComplete() {
    plan.completeCheckpoints.add(true);
  }

  /** The source's thread: the values again and again, until all phases are over. */
  static <T> void emit(
      SourceFunction.SourceContext<T> context, T[] values, BooleanSupplier cancelled)
      throws InterruptedException {
    Plan mine = plan;
    for (long rows : mine.phases) {
      mine.starts.take();
      for (int mark = 0; mark < mine.checkpoints; mark++) {
        long from = rows * mark / mine.checkpoints;
        emit(context, values, from, rows * (mark + 1) / mine.checkpoints, cancelled);
        mine.passedMarks.add(true);
        mine.checkpointsTaken.take(); // after the same row in every job
      }
    }
    mine.starts.take(); // nobody starts a phase more: the job goes on until it is ended
  }

  private static <T> void emit(
      SourceFunction.SourceContext<T> context,
      T[] values,
      long from,
      long to,
      BooleanSupplier cancelled) {
    Object lock = context.getCheckpointLock();
    int next = (int) (from % values.length);
    for (long row = from; row < to && !cancelled.getAsBoolean(); ) {
      // A few rows under one lock, and no division: what is measured is the sink.
      long end = Math.min(to, row + ROWS_UNDER_ONE_LOCK);
      synchronized (lock) {
        for (; row < end; row++) {
          context.collect(values[next]);
          next = next + 1 < values.length ? next + 1 : 0;
        }
      }
    }
  }
}
