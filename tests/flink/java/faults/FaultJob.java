import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;

/**
 * A job of the fault cases: over the interface that the system property sink.api names, with
 * checkpoints as set here.
 */
final class FaultJob extends Job {
  static final boolean SINK_V2 = "v2".equals(System.getProperty("sink.api"));

  boolean overSinkV2 = SINK_V2;
  int concurrentCheckpoints = 1;
  boolean unaligned;
  long checkpointTimeoutMs = 60_000;

  FaultJob(String name, String table) {
    super(name, table);
  }

  FaultJob(String name) {
    this(name, name);
  }

  @Override
  void configure(StreamExecutionEnvironment env) {
    CheckpointConfig config = env.getCheckpointConfig();
    config.setCheckpointingMode(CheckpointingMode.EXACTLY_ONCE);
    config.setTolerableCheckpointFailureNumber(1000);
    config.setMaxConcurrentCheckpoints(concurrentCheckpoints);
    config.setCheckpointTimeout(checkpointTimeoutMs);
    config.enableUnalignedCheckpoints(unaligned);
  }

  /** How rows get to the connector over Sink V2: a class that Flink before 1.15 cannot load. */
  interface Attacher {
    void attach(DataStream<Row> rows, Map<String, String> options, String table);
  }

  @Override
  void attachSink(DataStream<Row> rows) {
    if (!overSinkV2) {
      super.attachSink(rows);
      return;
    }
    Map<String, String> all = new LinkedHashMap<>(options);
    all.put("sink.use.new-sink-api", "true");
    try {
      Attacher attacher =
          (Attacher) Class.forName("SinkV2Attacher").getDeclaredConstructor().newInstance();
      attacher.attach(rows, all, table);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Sink V2 needs Flink 1.15", e);
    }
  }

  void restoreFrom(String savepoint) {
    configuration.setString("execution.savepoint.path", savepoint);
  }

  /** So many more checkpoints are complete. */
  void awaitCheckpoints(int more) throws Exception {
    int target = control.completedCheckpoints.get() + more;
    Cases.await(
        more + " more complete checkpoints of " + name,
        60,
        () -> {
          checkRunning();
          return control.completedCheckpoints.get() >= target;
        });
  }

  /** So many more rows have left the source. */
  void awaitRows(int more) throws Exception {
    long target = control.emitted.get() + more;
    Cases.await(
        more + " more rows of " + name,
        60,
        () -> {
          checkRunning();
          return control.emitted.get() >= target;
        });
  }

  void awaitAttempts(int attempts) throws Exception {
    Cases.await(
        "attempt " + attempts + " of " + name,
        60,
        () -> {
          checkRunning();
          return control.attempts.get() >= attempts;
        });
  }

  /**
   * A few hundred rows a split beyond what was emitted: enough for several checkpoints, loaded
   * soon.
   */
  void finishSoon() throws Exception {
    finishExactlyOnce(control.furthest.get() + 300);
  }

  /** A savepoint while the job runs; again when the job is just going through a failover. */
  @SuppressWarnings("deprecation")
  String savepoint() throws Exception {
    for (int attempt = 0; attempt < 50; attempt++) {
      try {
        return client.triggerSavepoint(directory()).get(240, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        checkRunning();
        Thread.sleep(100);
      }
    }
    throw new AssertionError("no savepoint of " + name + " in 50 attempts");
  }

  @SuppressWarnings("deprecation")
  String stopWithSavepoint(boolean drain) throws Exception {
    String path = client.stopWithSavepoint(drain, directory()).get(240, TimeUnit.SECONDS);
    result.get(240, TimeUnit.SECONDS);
    return path;
  }

  private String directory() {
    return "file://" + System.getProperty("work.dir") + "/savepoints/" + name;
  }
}
