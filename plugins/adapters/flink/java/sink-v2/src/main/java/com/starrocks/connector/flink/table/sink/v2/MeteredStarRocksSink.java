package com.starrocks.connector.flink.table.sink.v2;

import io.starload.flink.sinkv2.SinkPlan;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.metrics.MetricGroup;

/**
 * The sink where committers have metrics, since Flink 1.19. A class of its own, because older
 * releases cannot load the context's class. Sent with the job; immutable.
 */
final class MeteredStarRocksSink<InputT> extends StarRocksSink<InputT> {
  private static final long serialVersionUID = 1L;

  MeteredStarRocksSink(SinkPlan<InputT> plan) {
    super(plan);
  }

  /** Whether this Flink gives committers a context. Asked while planning. */
  static boolean isPossible() {
    try {
      // Not the context itself, which lies beside this class where it is compiled.
      Class.forName("org.apache.flink.api.connector.sink2.SupportsCommitter");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Called by Flink 1.19 and later, in place of createCommitter(). */
  public Committer<StarRocksCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return createCommitter(metricGroup(context));
  }

  /** By name: the method's return type is a subclass that Flink 1.15 does not have. */
  private static MetricGroup metricGroup(CommitterInitContext context) throws IOException {
    try {
      return (MetricGroup) CommitterInitContext.class.getMethod("metricGroup").invoke(context);
    } catch (ReflectiveOperationException e) {
      throw new IOException("this version of Flink has no metric group for committers", e);
    }
  }
}
