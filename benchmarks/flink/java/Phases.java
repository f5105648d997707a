package starload.bench;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.concurrent.BlockingQueue;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;

/**
 * Starts the phases of one job, takes its checkpoints at the marks, and prints what each phase
 * after the first took: from its start until its last checkpoint is complete, with which all of its
 * rows are on the server. The main thread.
 */
final class Phases {
  private final String name;
  private final JobID job;
  private final MiniCluster cluster;
  private final Pace.Plan plan = Pace.plan();

  Phases(String name, JobClient client) throws ReflectiveOperationException {
    this.name = name;
    this.job = client.getJobID();
    // Flink's local client has no public way to trigger a checkpoint.
    Field field = client.getClass().getDeclaredField("miniCluster");
    field.setAccessible(true);
    this.cluster = (MiniCluster) field.get(client);
    client
        .getJobExecutionResult()
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                failure.printStackTrace();
              }
              plan.jobEnded();
            });
  }

  void run() throws Exception {
    for (int phase = 0; phase < plan.phases.size(); phase++) {
      long rows = plan.phases.get(phase);
      Meter meter = new Meter();
      plan.startPhase();
      double lastCheckpoint = 0;
      for (int mark = 0; mark < plan.checkpoints; mark++) {
        await(plan.passedMarks);
        lastCheckpoint = checkpoint();
      }
      if (phase > 0) {
        System.out.println(meter.result(name, rows, lastCheckpoint));
      }
    }
  }

  /** Returns the seconds until it was complete, and committed where the sink commits. */
  private double checkpoint() throws Exception {
    long start = System.nanoTime();
    cluster.triggerCheckpoint(job).get();
    await(plan.completeCheckpoints);
    return (System.nanoTime() - start) / 1e9;
  }

  private void await(BlockingQueue<Boolean> events) throws InterruptedException, IOException {
    if (!events.take()) {
      throw new IOException(name + ": the job ended before its rows were loaded");
    }
  }
}
