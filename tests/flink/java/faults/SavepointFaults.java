import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.concurrent.ExecutionException;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.util.ExceptionUtils;

/**
 * Savepoints: stopping with them, and going on from them with other parallelism, later, or from an
 * older one.
 */
final class SavepointFaults {
  SavepointFaults() {
    Server.clearFaults();
  }

  @Cases.Case(quick = true)
  void stopWithSavepoint() throws Exception {
    stopAndGoOn("stopped", false);
  }

  @Cases.Case
  void stopWithSavepointAndDrain() throws Exception {
    stopAndGoOn("drained", true);
  }

  private void stopAndGoOn(String table, boolean drain) throws Exception {
    FaultJob first = new FaultJob(table + "_1", table);
    String prefix = first.options.get("sink.label-prefix");
    first.start();
    first.awaitCheckpoints(2);
    String savepoint = first.stopWithSavepoint(drain);
    long visible = first.visibleRows();
    Checker.read("it." + table).checkNoGaps();
    if (sourcesStopBeforeTheSavepoint()) {
      Cases.checkEquals(
          first.control.emitted.get(),
          visible,
          "rows visible when the job has stopped, of those emitted");
    }

    FaultJob second = new FaultJob(table + "_2", table);
    second.options.put("sink.label-prefix", prefix);
    second.restoreFrom(savepoint);
    if (drain && second.overSinkV2) {
      goOnWhereFlinkAllowsIt(second);
    } else {
      goOn(second);
    }
  }

  /** Since Flink 1.14. Before, rows come behind the savepoint, and again when the job goes on. */
  private static boolean sourcesStopBeforeTheSavepoint() {
    try {
      SinkFunction.class.getMethod("finish");
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static void goOn(FaultJob job) throws Exception {
    job.start();
    job.awaitCheckpoints(1);
    job.finishSoon();
  }

  /** Newer releases of Flink take a drained Sink V2 for ended: no rows may follow. */
  private static void goOnWhereFlinkAllowsIt(FaultJob job) throws Exception {
    job.configuration.setString("restart-strategy.fixed-delay.attempts", "0");
    try {
      goOn(job);
    } catch (ExecutionException e) {
      String ofFlink = "Received element after endOfInput";
      Cases.check(
          ExceptionUtils.findThrowableWithMessage(e, ofFlink).isPresent(), "it failed: " + e);
      System.out.println(
          "not gone on from the drained savepoint: Flink refuses rows there (" + ofFlink + ")");
    }
  }

  @Cases.Case(quick = true, seconds = 180)
  void rescaledWithPreparedTransactions() throws Exception {
    rescale("rescaled", 1, 4);
    rescale("rescaled", 4, 1);
    rescale("rescaled", 2, 3);
  }

  @Cases.Case(seconds = 900)
  void rescaledFromAnyToAny() throws Exception {
    for (int from = 1; from <= 4; from++) {
      for (int to = 1; to <= 4; to++) {
        rescale("any", from, to);
      }
    }
  }

  /** The savepoint holds transactions that were not committed. */
  private void rescale(String name, int from, int to) throws Exception {
    String table = name + "_" + from + "_" + to;
    FaultJob first = new FaultJob(table + "_first", table);
    FaultJob second = new FaultJob(table + "_second", table);
    second.options.put("sink.label-prefix", first.options.get("sink.label-prefix"));
    String savepoint = savepointWithPreparedTransactions(first, from);

    second.parallelism = to;
    second.restoreFrom(savepoint);
    second.start();
    second.awaitCheckpoints(1);
    second.control.furthest.accumulateAndGet(first.control.furthest.get(), Math::max);
    second.finishSoon();
  }

  /**
   * The server takes no commits. The job takes no checkpoints but its savepoints, so that it does
   * not fail meanwhile.
   */
  private static String savepointWithPreparedTransactions(FaultJob job, int parallelism)
      throws Exception {
    job.parallelism = parallelism;
    job.checkpointIntervalMs = 3_600_000;
    job.start();
    job.awaitRows(50);
    job.savepoint();
    job.awaitRows(50);
    Server.addFault("commit#*:drop-request");
    String savepoint = job.savepoint();
    int prepared = job.openTransactions("PREPARED");
    job.cancel();
    Server.clearFaults();
    Cases.check(prepared > 0, "the savepoint has nothing that is to be committed");
    return savepoint;
  }

  /** With the same uid the SinkFunction's state is read, and what it had prepared is committed. */
  @Cases.Case(quick = true)
  void fromTheSinkFunctionToSinkV2() throws Exception {
    requireSinkV2();
    FaultJob first = new FaultJob("to_sink_v2_first", "to_sink_v2");
    FaultJob second = new FaultJob("to_sink_v2_second", "to_sink_v2");
    first.overSinkV2 = false;
    second.options.put("sink.label-prefix", first.options.get("sink.label-prefix"));
    second.restoreFrom(savepointWithPreparedTransactions(first, 2));
    second.parallelism = 3;
    second.start();
    second.awaitCheckpoints(1);
    second.control.furthest.accumulateAndGet(first.control.furthest.get(), Math::max);
    second.finishSoon();
  }

  /** The committer's state has no place in a SinkFunction: Flink refuses to forget it. */
  @Cases.Case
  void fromSinkV2ToTheSinkFunctionIsRefused() throws Exception {
    requireSinkV2();
    FaultJob first = new FaultJob("from_sink_v2_first", "from_sink_v2");
    FaultJob second = new FaultJob("from_sink_v2_second", "from_sink_v2");
    second.overSinkV2 = false;
    second.options.put("sink.label-prefix", first.options.get("sink.label-prefix"));
    second.restoreFrom(savepointWithPreparedTransactions(first, 2));
    String failure;
    try {
      second.start();
      failure = second.awaitFailure(60);
    } catch (Exception e) {
      failure = ExceptionUtils.stringifyException(e);
    }
    Cases.check(
        failure.contains("Cannot map checkpoint/savepoint state for operator"),
        "Flink does not say that the state has no place: " + failure);
    Cases.check(first.openTransactions("PREPARED") > 0, "what was prepared is gone");
  }

  private static void requireSinkV2() throws Cases.LeftOut {
    if (!FaultJob.SINK_V2) {
      throw new Cases.LeftOut("it belongs to the cases over Sink V2");
    }
  }

  /**
   * What came after an old checkpoint is in the table: it comes twice, none is missing, and the log
   * tells it.
   */
  @Cases.Case
  void anOlderCheckpointIsRestored() throws Exception {
    FaultJob first = new FaultJob("older_first", "older");
    first.start();
    first.awaitCheckpoints(2);
    String savepoint = first.savepoint();
    first.awaitCheckpoints(3);
    first.cancel();
    long visible = first.visibleRows();

    FaultJob second = new FaultJob("older_second", "older");
    second.options.put("sink.label-prefix", first.options.get("sink.label-prefix"));
    second.restoreFrom(savepoint);
    second.control.rowsPerSplit = first.control.furthest.get() + 500;
    second.start();
    long each = second.control.rowsPerSplit;
    Cases.await(
        "all rows visible",
        60,
        () -> {
          second.checkRunning();
          return Server.number("SELECT COUNT(DISTINCT split, seq) FROM it.older")
              >= Job.SPLITS * each;
        });
    second.awaitCheckpoints(1);
    second.cancel();
    Checker checker = Checker.read("it.older");
    Cases.checkEquals(0L, checker.lost(0, Job.SPLITS, each), "lost rows");
    Cases.check(
        checker.doubled > 0 && checker.doubled < visible,
        checker.doubled + " doubled rows of " + visible);
    String log =
        new String(
            Files.readAllBytes(Paths.get(System.getProperty("log.file"))), StandardCharsets.UTF_8);
    Cases.check(
        log.matches("(?s).*it_older_first[^\n]*(VISIBLE|twice|already)[^\n]*\n.*"),
        "the log does not tell what is visible after the checkpoint");
  }
}
