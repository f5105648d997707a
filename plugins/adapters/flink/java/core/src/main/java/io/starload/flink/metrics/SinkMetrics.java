package io.starload.flink.metrics;

import io.starload.flink.engine.EngineCounters;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The writer's metrics: the official connector's counters under their names, Flink's standard sink
 * metrics, and gauges. Owned by a writer.
 *
 * <p>Reporters read the connector's own metrics straight from the engine, from any thread, so that
 * they are true also while the task's thread waits. The standard counters are Flink's objects: the
 * task's thread adds to them.
 */
public final class SinkMetrics {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Consumer<EngineCounters> engine;
  private final EngineCounters read = new EngineCounters(); // guarded by this
  private final EngineCounters counters = new EngineCounters();
  private final Counter recordsSend;
  private final Total bytesSend;
  private final Total sendErrors;

  /** engine: reads its counters; any thread. */
  public SinkMetrics(MetricTarget target, Consumer<EngineCounters> engine) {
    this.engine = engine;
    recordsSend = target.numRecordsSend();
    bytesSend = new Total(target.numBytesSend());
    sendErrors = new Total(target.numRecordsSendErrors());
    target.currentSendTime(gauge(EngineCounters::lastSendMillis));
    registerOwn(target.group());
  }

  private void registerOwn(MetricGroup group) {
    registerLoads(group, this::counter);
    group.counter("totalInvokeRows", counter(EngineCounters::writtenRows));
    group.gauge("currentBufferBytes", gauge(EngineCounters::bufferedBytes));
    group.gauge("currentSpilledBytes", gauge(EngineCounters::spilledBytes));
    group.gauge("totalBlockedTimeMs", gauge(EngineCounters::blockedMillis));
  }

  /** Counters of loads, which writers and committers have. */
  static void registerLoads(
      MetricGroup group, Function<ToLongFunction<EngineCounters>, Counter> counter) {
    group.counter("totalFlushBytes", counter.apply(EngineCounters::totalFlushBytes));
    group.counter("totalFlushRows", counter.apply(EngineCounters::totalFlushRows));
    group.counter("totalFlushTimeNs", counter.apply(c -> c.requestMillis() * NANOS_PER_MILLI));
    group.counter(
        "totalFlushSucceededTimes", counter.apply(EngineCounters::totalFlushSucceededTimes));
    group.counter("totalFlushFailedTimes", counter.apply(EngineCounters::totalFlushFailedTimes));
    group.counter("totalFlushRetry", counter.apply(EngineCounters::retries));
    group.counter("totalFilteredRows", counter.apply(EngineCounters::totalFilteredRows));
  }

  /** Rows that were handed to the engine. */
  public void rowsHandedOver(int rows) {
    recordsSend.inc(rows);
  }

  /** Brings the standard counters up to date. */
  public void update() {
    engine.accept(counters);
    bytesSend.set(counters.totalFlushBytes());
    sendErrors.set(counters.refusedRows() + counters.totalFilteredRows());
  }

  private synchronized long read(ToLongFunction<EngineCounters> field) {
    engine.accept(read);
    return field.applyAsLong(read);
  }

  private Counter counter(ToLongFunction<EngineCounters> field) {
    return new EngineCounter(() -> read(field));
  }

  private Gauge<Long> gauge(ToLongFunction<EngineCounters> field) {
    return () -> read(field);
  }

  /** A counter that follows a total. */
  private static final class Total {
    private final Counter counter;
    private long last;

    Total(Counter counter) {
      this.counter = counter;
    }

    void set(long total) {
      counter.inc(total - last);
      last = total;
    }
  }
}
