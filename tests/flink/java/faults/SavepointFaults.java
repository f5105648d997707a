import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;

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
    Cases.checkEquals(
        first.control.emitted.get(),
        visible,
        "rows visible when the job has stopped, of those emitted");

    FaultJob second = new FaultJob(table + "_2", table);
    second.options.put("sink.label-prefix", prefix);
    second.restoreFrom(savepoint);
    second.start();
    second.awaitCheckpoints(1);
    second.finishSoon();
  }

  @Cases.Case(quick = true, seconds = 180)
  void rescaledWithPreparedTransactions() throws Exception {
    rescale(1, 4);
    rescale(4, 1);
    rescale(2, 3);
  }

  @Cases.Case(seconds = 900)
  void rescaledFromAnyToAny() throws Exception {
    for (int from = 1; from <= 4; from++) {
      for (int to = 1; to <= 4; to++) {
        rescale(from, to);
      }
    }
  }

  /**
   * The savepoint holds transactions that were not committed: the server did not take the commits.
   */
  private void rescale(int from, int to) throws Exception {
    Server.clearFaults();
    String table = "rescaled_" + from + "_" + to;
    FaultJob first = new FaultJob(table + "_first", table);
    Server.execute("DROP TABLE it." + table);
    FaultJob second = new FaultJob(table + "_second", table);
    first.control.attempts.set(0);
    second.options.put("sink.label-prefix", first.options.get("sink.label-prefix"));
    first.parallelism = from;
    // The savepoint falls between two checkpoints: a job whose commits fail takes none.
    first.checkpointIntervalMs = 1500;
    first.start();
    first.awaitCheckpoints(1);
    Thread.sleep(300);
    Server.addFault("commit#*:drop-request");
    String savepoint = first.savepoint();
    int prepared = Server.openTransactions("it", "PREPARED");
    first.cancel();
    Server.clearFaults();
    Cases.check(prepared > 0, "the savepoint has nothing that is to be committed");

    second.parallelism = to;
    second.restoreFrom(savepoint);
    second.start();
    second.awaitCheckpoints(1);
    second.control.furthest.set(
        Math.max(second.control.furthest.get(), first.control.furthest.get()));
    second.finishSoon();
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
