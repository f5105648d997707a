import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.stream.Stream;

/** Jobs that fail, end or meet others. */
final class LifeFaults {
  LifeFaults() {
    Server.clearFaults();
  }

  @Cases.Case(seconds = 400)
  void aHundredFailovers() throws Exception {
    FaultJob job = new FaultJob("failovers");
    job.checkpointIntervalMs = 100;
    job.control.failures.set(100);
    job.start();
    job.awaitAttempts(21);
    Resources early = Resources.now();
    Cases.await(
        "a hundred failovers",
        300,
        () -> {
          job.checkRunning();
          return job.control.attempts.get() == 101;
        });
    job.awaitCheckpoints(1);
    Resources late = Resources.now();
    System.out.println("after 20 failovers:  " + early + "\nafter 100 failovers: " + late);
    late.checkNotGrownSince(early);
    job.finishSoon();
  }

  @Cases.Case(quick = true)
  void cancelWhileACommitHangs() throws Exception {
    cancelWhile("commit");
  }

  @Cases.Case
  void cancelWhileAPrepareHangs() throws Exception {
    cancelWhile("prepare");
  }

  @Cases.Case
  void cancelWhileALoadHangs() throws Exception {
    cancelWhile("load");
  }

  @Cases.Case
  void cancelWhileABeginHangs() throws Exception {
    cancelWhile("begin");
  }

  private void cancelWhile(String step) throws Exception {
    FaultJob job = new FaultJob("cancel_" + step);
    job.start();
    job.awaitCheckpoints(2);
    Server.addFault(step + "#*:hold=60000:before");
    Cases.await("a " + step + " that hangs", 30, () -> Server.faultsAre("held"));
    long milliseconds = job.cancel();
    Server.clearFaults();
    Cases.check(milliseconds < 12_000, "cancelling took " + milliseconds + " ms");
    System.out.println("cancelled within " + milliseconds + " ms while a " + step + " hung");
    Checker.read("it." + job.table).checkNoGaps();
  }

  /** Cancel does not load what lies in the buffers, and leaves no transaction open. */
  @Cases.Case
  void cancelRollsBackWhatIsOpen() throws Exception {
    FaultJob job = new FaultJob("cancel_open");
    job.start();
    job.awaitCheckpoints(2);
    job.checkpointIntervalMs = 100_000;
    long milliseconds = job.cancel();
    System.out.println("cancelled within " + milliseconds + " ms");
    Cases.await("no open transaction", 20, () -> job.openTransactions("PREPARE") == 0);
    Checker.read("it.cancel_open").checkNoGaps();
  }

  /**
   * The second job takes what the first has prepared for the remains of an earlier attempt, and
   * rolls it back. So the first one fails, and says which transaction it misses; no row comes
   * twice. With one writer each the second one is not disturbed; with more, writers of the first
   * one that miss nothing start again, and take what the second one prepared for remains.
   */
  @Cases.Case(seconds = 180, quick = true)
  void twoJobsWithOneLabelPrefix() throws Exception {
    FaultJob first = new FaultJob("twins_first", "twins");
    FaultJob second = new FaultJob("twins_second", "twins");
    second.options.put("sink.label-prefix", first.options.get("sink.label-prefix"));
    second.firstSplit = Job.SPLITS;
    for (FaultJob job : new FaultJob[] {first, second}) {
      job.parallelism = 1;
      job.configuration.setString("restart-strategy.fixed-delay.attempts", "2");
    }
    first.start();
    first.awaitCheckpoints(2);
    Server.addFault("commit#1:hold=120000:before");
    Cases.await("a commit on its way", 30, () -> Server.faultsAre("held"));
    second.start();
    String ofFirst = "it_twins_first-it-twins-0-1-";
    Cases.await(
        "a rollback by the second job",
        60,
        () -> Server.openTransactions(ofFirst, "PREPARED") == 0);
    Server.releaseHeld();
    checkNamesTheTransaction(first.awaitFailure(90));
    Server.clearFaults();
    finishUndisturbed(second);
    checkTheLogNamesBoth(first, second);
  }

  private static void checkNamesTheTransaction(String failure) {
    Cases.check(
        failure.contains("it_twins_first-it-twins-0-1-")
            && failure.contains("rolled back on the server"),
        "the failure does not name the transaction: " + failure);
    System.out.println("the first job failed, and named its transaction");
  }

  private static void finishUndisturbed(FaultJob second) throws Exception {
    second.awaitCheckpoints(2);
    second.control.rowsPerSplit = second.control.furthest.get() + 300;
    long each = second.control.rowsPerSplit;
    String rows = "SELECT COUNT(*) FROM it.twins WHERE split >= " + second.firstSplit;
    Cases.await(
        "all rows of the second job",
        60,
        () -> {
          second.checkRunning();
          return Server.number(rows) >= Job.SPLITS * each;
        });
    second.cancel();
    Checker checker = Checker.read("it.twins");
    Cases.checkEquals(
        0L, checker.doubled + checker.altered, "doubled or altered rows; " + checker.example);
    Cases.checkEquals(
        0L, checker.lost(second.firstSplit, Job.SPLITS, each), "lost rows of the second job");
  }

  private static void checkTheLogNamesBoth(FaultJob first, FaultJob second) throws Exception {
    String told = "and so does Job " + first.client.getJobID();
    try (Stream<String> lines =
        Files.lines(Paths.get(System.getProperty("log.file")), StandardCharsets.ISO_8859_1)) {
      Cases.check(
          lines.anyMatch(
              line ->
                  line.contains("Job " + second.client.getJobID() + " (") && line.contains(told)),
          "the log does not say that two jobs use one label prefix");
    }
  }

  /** The server gives up what is prepared before Flink says that the checkpoint is complete. */
  @Cases.Case
  void preparedTransactionsTimeOut() throws Exception {
    FaultJob job = new FaultJob("prepared_timeout");
    job.options.put("sink.properties.prepared_timeout", "1");
    job.configuration.setString("restart-strategy.fixed-delay.attempts", "2");
    job.control.slowStateMs = 3000;
    job.start();
    String failure = job.awaitFailure(90);
    Cases.check(
        failure.contains("prepared_timeout") && failure.contains("it_prepared_timeout"),
        "the failure names neither the label nor prepared_timeout: " + failure);
    Checker.read("it.prepared_timeout").checkNoGaps();
  }

  /** What the process holds, as the kernel and the JVM count it. */
  private static final class Resources {
    final long threads;
    final long mappings;
    final long files;
    final long metaspace;
    final long anonymous;

    private Resources() throws Exception {
      System.gc();
      threads = count("/proc/self/task");
      files = count("/proc/self/fd");
      try (Stream<String> lines = Files.lines(Paths.get("/proc/self/maps"))) {
        mappings = lines.filter(line -> line.contains(".so") || line.contains("(deleted)")).count();
      }
      long used = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        used += pool.getName().equals("Metaspace") ? pool.getUsage().getUsed() : 0;
      }
      metaspace = used;
      try (Stream<String> lines = Files.lines(Paths.get("/proc/self/status"))) {
        anonymous =
            lines
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
      }
    }

    static Resources now() throws Exception {
      return new Resources();
    }

    private static long count(String folder) throws Exception {
      try (Stream<Path> entries = Files.list(Paths.get(folder))) {
        return entries.count();
      }
    }

    void checkNotGrownSince(Resources before) {
      Cases.check(threads <= before.threads + 30, "threads grew: " + before + " to " + this);
      Cases.check(mappings <= before.mappings + 10, "mappings grew: " + before + " to " + this);
      Cases.check(files <= before.files + 30, "open files grew: " + before + " to " + this);
      Cases.check(
          metaspace <= before.metaspace + (6 << 20), "metaspace grew: " + before + " to " + this);
      Cases.check(
          anonymous <= before.anonymous + (192 << 10), "memory grew: " + before + " to " + this);
    }

    @Override
    public String toString() {
      return threads
          + " threads, "
          + mappings
          + " mappings of libraries, "
          + files
          + " files, "
          + (metaspace >> 10)
          + " KiB metaspace, "
          + anonymous
          + " KiB anonymous memory";
    }
  }
}
