import java.util.List;
import java.util.concurrent.Callable;

/**
 * The official connector loads the same rows in each of its ways: over stream load (V1) and over
 * transactions (V2), at least once and exactly once, as CSV and as JSON; with checkpoints, and with
 * tasks that fail.
 */
final class OfficialLoads {
  private static final String AT_LEAST_ONCE = "at-least-once";
  private static final String EXACTLY_ONCE = "exactly-once";
  private static final long ROWS = 2000;

  @Cases.Case
  void v1AtLeastOnceCsv() throws Exception {
    load("v1_alo_csv", "V1", AT_LEAST_ONCE, "csv");
  }

  @Cases.Case
  void v1AtLeastOnceJson() throws Exception {
    load("v1_alo_json", "V1", AT_LEAST_ONCE, "json");
  }

  @Cases.Case
  void v1ExactlyOnceCsv() throws Exception {
    load("v1_eo_csv", "V1", EXACTLY_ONCE, "csv");
  }

  @Cases.Case
  void v1ExactlyOnceJson() throws Exception {
    load("v1_eo_json", "V1", EXACTLY_ONCE, "json");
  }

  @Cases.Case
  void v2AtLeastOnceCsv() throws Exception {
    load("v2_alo_csv", "V2", AT_LEAST_ONCE, "csv");
  }

  @Cases.Case
  void v2AtLeastOnceJson() throws Exception {
    load("v2_alo_json", "V2", AT_LEAST_ONCE, "json");
  }

  @Cases.Case
  void v2ExactlyOnceCsv() throws Exception {
    load("v2_eo_csv", "V2", EXACTLY_ONCE, "csv");
  }

  @Cases.Case
  void v2ExactlyOnceJson() throws Exception {
    load("v2_eo_json", "V2", EXACTLY_ONCE, "json");
  }

  /** Over V2, but each load by itself: sink.at-least-once.use-transaction-stream-load=false. */
  @Cases.Case
  void v2WithoutTransactions() throws Exception {
    OfficialJob job = new OfficialJob("v2_plain", "V2", AT_LEAST_ONCE, "json");
    job.options.put("sink.at-least-once.use-transaction-stream-load", "false");
    loadInTwoParts(job);
    Cases.check(OfficialJob.requests("stream_load") >= 4, "less than four stream loads");
    Cases.checkEquals(0L, OfficialJob.requests("commit"), "commits");
  }

  /** The Sink V2 of the connector: its committer commits what its writers prepared. */
  @Cases.Case
  void v2ExactlyOnceWithTheNewSinkApi() throws Exception {
    OfficialJob job = new OfficialJob("v2_sink", "V2", EXACTLY_ONCE, "json");
    job.options.put("sink.use.new-sink-api", "true");
    loadInTwoParts(job);
    checkTransactions(job);
  }

  /** It takes up its transactions again, and rolls back those that lie around. */
  @Cases.Case
  void v2ExactlyOnceSurvivesFailovers() throws Exception {
    OfficialJob job = new OfficialJob("v2_failover", "V2", EXACTLY_ONCE, "csv");
    failOver(job, 2);
    checkTransactions(job);
  }

  /** It sends what is in its state under the labels of before, and takes "already exists" right. */
  @Cases.Case
  void v1ExactlyOnceSurvivesAFailover() throws Exception {
    failOver(new OfficialJob("v1_failover", "V1", EXACTLY_ONCE, "json"), 1);
  }

  /** The answer of a commit is lost: the next attempt commits what is committed, and is told so. */
  @Cases.Case
  void v2CommitsAgainWhatIsCommitted() throws Exception {
    OfficialJob job = new OfficialJob("v2_commit_again", "V2", EXACTLY_ONCE, "json");
    Server.addFault("commit/it#2:drop-reply");
    loadInTwoParts(job);
    Cases.check(job.control.attempts.get() >= 2, "the lost answer was not noticed");
    checkTransactions(job);
  }

  /** The answer of a load is lost: it sends the label again, hears that it exists, and asks. */
  @Cases.Case
  void v1AsksForTheStateOfALabelThatExists() throws Exception {
    OfficialJob job = new OfficialJob("v1_label_exists", "V1", AT_LEAST_ONCE, "csv");
    Server.addFault("stream_load/it#2:drop-reply");
    loadInTwoParts(job);
    Cases.checkEquals(1, job.control.attempts.get(), "attempts");
    Cases.check(OfficialJob.requests("label_state") >= 1, "nothing asked for the label's state");
  }

  private static void failOver(OfficialJob job, int failures) throws Exception {
    job.control.failures.set(failures);
    job.start();
    await(
        job,
        "attempt " + (failures + 1) + " with complete checkpoints",
        () ->
            job.control.attempts.get() == failures + 1
                && job.control.completedCheckpoints.get() >= failures + 3);
    job.finishAndCompare(job.control.furthest.get() + 500);
  }

  private static void load(String name, String version, String semantic, String format)
      throws Exception {
    OfficialJob job = new OfficialJob(name, version, semantic, format);
    loadInTwoParts(job);
    if (version.equals("V1")) {
      Cases.check(OfficialJob.requests("stream_load") >= 4, "less than four stream loads");
      Cases.checkEquals(0L, OfficialJob.requests("load"), "loads of transactions");
    } else {
      checkTransactions(job);
    }
  }

  /** Two subtasks, several checkpoints: a transaction each, and all of them ended. */
  private static void checkTransactions(OfficialJob job) {
    Cases.checkEquals(0L, OfficialJob.requests("stream_load"), "stream loads");
    for (String step : new String[] {"begin", "load", "prepare", "commit"}) {
      long seen = OfficialJob.requests(step);
      Cases.check(seen >= 4, "only " + seen + " requests for " + step);
    }
    int visible = 0;
    for (List<String> row : Server.rows("SHOW PROC '/transactions/it/finished'")) {
      boolean mine = row.stream().anyMatch(cell -> isLabelOf(job, cell));
      visible += mine && row.contains("VISIBLE") ? 1 : 0;
    }
    Cases.check(visible >= 4, "only " + visible + " visible transactions of " + job.name);
    for (List<String> row : Server.rows("SHOW PROC '/transactions/it/running'")) {
      Cases.check(
          !row.contains("PREPARED") || row.stream().noneMatch(cell -> isLabelOf(job, cell)),
          "a prepared transaction is left: " + row);
    }
  }

  private static boolean isLabelOf(OfficialJob job, String cell) {
    return cell != null && cell.startsWith(job.options.get("sink.label-prefix") + "-");
  }

  /** The second half comes after a checkpoint: both subtasks have to send at least twice. */
  private static void loadInTwoParts(OfficialJob job) throws Exception {
    job.control.rowsPerSplit = ROWS / 2;
    job.start();
    // More when the job had to start again meanwhile: rows that come again are counted again.
    await(job, "half of the rows", () -> job.control.emitted.get() >= Job.SPLITS * ROWS / 2);
    int complete = job.control.completedCheckpoints.get();
    await(job, "checkpoints", () -> job.control.completedCheckpoints.get() >= complete + 2);
    job.finishAndCompare(ROWS);
  }

  private static void await(OfficialJob job, String what, Callable<Boolean> condition)
      throws Exception {
    Cases.await(
        what + " of " + job.name,
        60,
        () -> {
          job.checkRunning();
          return condition.call();
        });
  }
}
