import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a case and the functions of its job share: they run in one JVM. The case sets what shall
 * happen, the functions count what did. Any thread.
 */
final class Control {
  private static final Map<String, Control> ALL = new ConcurrentHashMap<>();

  /** The sources end, each at the next row. */
  volatile boolean stop;

  /** So many rows of each split are emitted; may grow while the job runs. */
  volatile long rowsPerSplit = Long.MAX_VALUE;

  /**
   * Subtask 0 of the source fails so many times, each time once a checkpoint of the attempt is
   * complete.
   */
  final AtomicInteger failures = new AtomicInteger();

  /** The next so many checkpoints are declined: their state cannot be written. */
  final AtomicInteger declined = new AtomicInteger();

  /** How long writing the gate's state takes; other checkpoints may begin meanwhile. */
  volatile long slowStateMs;

  /** Called by subtask 0 of the gate while it takes a snapshot; null: nothing. */
  volatile SnapshotHook atSnapshot;

  final AtomicInteger attempts = new AtomicInteger();
  final AtomicInteger completedCheckpoints = new AtomicInteger();
  final AtomicInteger abortedCheckpoints = new AtomicInteger();
  final AtomicLong emitted = new AtomicLong();

  /** The most rows that a split has got to. */
  final AtomicLong furthest = new AtomicLong();

  /** What subtask 0 of the gate does when it takes a snapshot. */
  interface SnapshotHook {
    void run(long checkpointId) throws Exception;
  }

  static Control of(String name) {
    return ALL.computeIfAbsent(name, key -> new Control());
  }
}
