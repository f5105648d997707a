package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittable;
import io.starload.flink.engine.EngineConfig;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.metrics.CommitMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.flink.metrics.MetricGroup;

/**
 * The native engine of a committer: opened when there is something to commit, and anew after a
 * failure. Owned by the committer; the task's thread.
 */
final class CommitEngine implements AutoCloseable {
  private final StarRocksSinkOptions options;
  private final CommitMetrics metrics = new CommitMetrics();
  private NativeEngine engine;

  /** group: takes the metrics; null: this Flink has none for committers. */
  CommitEngine(StarRocksSinkOptions options, @Nullable MetricGroup group) {
    this.options = options;
    if (group != null) {
      metrics.register(group);
    }
  }

  /** Brings everything into the table, in this order; what is there already is left as it is. */
  void commit(Collection<StarRocksCommittable> committables)
      throws StarloadException, InterruptedException {
    List<byte[]> states = new ArrayList<>();
    List<PreparedTransaction> transactions = new ArrayList<>();
    for (StarRocksCommittable committable : committables) {
      if (committable.getEngineState() != null) {
        states.add(committable.getEngineState());
      }
      transactions.addAll(committable.getTransactions());
    }
    boolean committed = false;
    try {
      if (engine == null) {
        engine = NativeEngine.open(config());
        metrics.begins(engine::readCounters);
      }
      engine.commitStates(states, transactions);
      committed = true;
    } finally {
      if (!committed) {
        close(); // a broken engine stays broken
      }
    }
  }

  private EngineConfig config() {
    // What was prepared is to be committed, also where the job has at-least-once by now.
    Map<String, String> properties = options.engineProperties();
    properties.remove("sink.delivery-guarantee");
    properties.put("sink.semantic", "exactly-once");
    return new EngineConfig().properties(properties).committer(true);
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
      metrics.ends();
      engine = null;
    }
  }
}
