package io.starload.flink.metrics;

import io.starload.flink.engine.EngineCounters;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.MetricGroup;

/**
 * A committer's metrics: what its engines did, one after the other, under the names that a writer's
 * metrics have. Owned by a committer; reporters read from any thread.
 */
public final class CommitMetrics {
  private final EngineCounters ended = new EngineCounters(); // all guarded by this
  private final EngineCounters read = new EngineCounters();
  private Consumer<EngineCounters> engine;

  public void register(MetricGroup group) {
    SinkMetrics.registerLoads(group, field -> new EngineCounter(() -> read(field)));
  }

  /** engine: reads its counters; any thread. */
  public synchronized void begins(Consumer<EngineCounters> engine) {
    this.engine = engine;
  }

  /** The engine has ended; what it did stays counted. */
  public synchronized void ends() {
    if (engine != null) {
      engine.accept(read);
      ended.add(read);
      engine = null;
    }
  }

  private synchronized long read(ToLongFunction<EngineCounters> field) {
    long before = field.applyAsLong(ended);
    if (engine == null) {
      return before;
    }
    engine.accept(read);
    return before + field.applyAsLong(read);
  }
}
