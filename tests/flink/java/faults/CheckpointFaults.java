import java.util.concurrent.atomic.AtomicBoolean;

/** Checkpoints that fail, overlap, come late, or whose job dies around them. */
final class CheckpointFaults {
  CheckpointFaults() {
    Server.clearFaults();
  }

  @Cases.Case(quick = true)
  void abortedCheckpointsLeaveTheirRowsToTheNext() throws Exception {
    FaultJob job = new FaultJob("aborted");
    job.start();
    job.awaitCheckpoints(2);
    for (int i = 0; i < 3; i++) {
      job.control.declined.set(2);
      Cases.await("two aborted checkpoints", 30, () -> job.control.declined.get() == 0);
      job.awaitCheckpoints(1);
    }
    Cases.await("the sources hear of them", 30, () -> job.control.abortedCheckpoints.get() >= 6);
    job.finishSoon();
    Cases.checkEquals(1, job.control.attempts.get(), "attempts");
  }

  @Cases.Case
  void timedOutCheckpointsLeaveTheirRowsToTheNext() throws Exception {
    FaultJob job = new FaultJob("timed_out");
    job.checkpointTimeoutMs = 500;
    job.start();
    job.awaitCheckpoints(2);
    job.control.slowStateMs = 1500;
    Cases.await("two checkpoints too late", 30, () -> job.control.abortedCheckpoints.get() >= 2);
    job.control.slowStateMs = 0;
    job.awaitCheckpoints(2);
    job.finishSoon();
    Cases.checkEquals(1, job.control.attempts.get(), "attempts");
  }

  @Cases.Case
  void concurrentCheckpointsAreCommittedOnce() throws Exception {
    FaultJob job = new FaultJob("concurrent");
    job.checkpointIntervalMs = 100;
    job.concurrentCheckpoints = 4;
    job.control.slowStateMs = 600;
    job.start();
    job.awaitCheckpoints(6);
    job.control.failures.set(1);
    job.awaitAttempts(2);
    job.awaitCheckpoints(4);
    job.finishSoon();
  }

  @Cases.Case
  void unalignedCheckpointsUnderBackpressure() throws Exception {
    FaultJob job = new FaultJob("unaligned");
    job.unaligned = true;
    job.parallelism = 4;
    job.rowsPerPause = 50;
    Server.addFault("prepare#*:delay=200:before");
    job.start();
    job.awaitCheckpoints(3);
    job.control.failures.set(1);
    job.awaitAttempts(2);
    job.awaitCheckpoints(2);
    Server.clearFaults();
    job.finishSoon();
  }

  /**
   * Three of four writers have prepared when the fourth dies: Flink knows nothing of what they
   * prepared.
   */
  @Cases.Case(quick = true)
  void killedAfterPrepareBeforeTheCheckpointIsComplete() throws Exception {
    FaultJob job = new FaultJob("after_prepare");
    job.parallelism = 4;
    AtomicBoolean done = new AtomicBoolean();
    job.control.atSnapshot =
        id -> {
          if (id < 3 || !done.compareAndSet(false, true)) {
            return;
          }
          Cases.await(
              "three prepared transactions",
              30,
              () -> job.openTransactions("PREPARED") >= 3);
          throw new IllegalStateException("the test lets this task die with transactions prepared");
        };
    job.start();
    job.awaitAttempts(2);
    job.awaitCheckpoints(2);
    job.finishSoon();
    Cases.check(done.get(), "the job was not killed");
    Cases.checkEquals(
        0, job.openTransactions("PREPARED"), "prepared transactions that nobody ended");
  }

  @Cases.Case(quick = true)
  void killedAfterTheCheckpointBeforeTheCommit() throws Exception {
    FaultJob job = new FaultJob("before_commit");
    job.start();
    job.awaitCheckpoints(3);
    Server.addFault("commit#*:drop-request");
    Cases.await("a commit that is dropped", 30, () -> Server.faultsAre("fired"));
    job.control.failures.set(1);
    job.awaitAttempts(2);
    Cases.check(
        job.openTransactions("PREPARED") > 0, "nothing was prepared when the job died");
    Server.clearFaults();
    job.finishSoon();
  }

  /**
   * The old attempt's commit is still on its way when the new attempt commits the same transaction.
   */
  @Cases.Case
  void committedTwiceAtTheSameTime() throws Exception {
    FaultJob job = new FaultJob("twice");
    job.parallelism = 1;
    job.start();
    job.awaitCheckpoints(2);
    Server.addFault("commit#1:hold=30000:before");
    Cases.await("a commit on its way", 30, () -> Server.faultsAre("held"));
    job.control.failures.set(1);
    job.awaitAttempts(2);
    Cases.await("rows of the new attempt", 60, () -> job.control.completedCheckpoints.get() > 5);
    Server.releaseHeld();
    job.finishSoon();
  }

  /** The reply of a commit is lost again and again. */
  @Cases.Case
  void repliesOfCommitsAreLost() throws Exception {
    FaultJob job = new FaultJob("lost_replies");
    Server.addFault("commit#2-5:drop-reply;prepare#3-6:drop-reply;begin#2-3:drop-reply");
    job.start();
    job.awaitCheckpoints(4);
    job.finishSoon();
    Server.clearFaults();
  }
}
