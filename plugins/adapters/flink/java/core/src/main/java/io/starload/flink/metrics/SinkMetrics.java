package io.starload.flink.metrics;

import io.starload.flink.engine.EngineCounters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The writer's metrics: the official connector's counters under their names, Flink's standard sink
 * metrics, and gauges. Owned by a writer, updated by the task's thread from the engine's counters;
 * reporters read from any thread.
 */
public final class SinkMetrics {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Total flushBytes;
  private final Total flushRows;
  private final Total flushTimeNs;
  private final Total flushSucceeded;
  private final Total flushFailed;
  private final Total filteredRows;
  private final Total flushRetries;
  private final Total invokeRows;
  private final Total bytesSend;
  private final Total sendErrors;
  private final Counter recordsSend;
  private final Latest bufferedBytes = new Latest();
  private final Latest spilledBytes = new Latest();
  private final Latest blockedMillis = new Latest();
  private final Latest sendMillis = new Latest();

  public SinkMetrics(MetricTarget target) {
    MetricGroup group = target.group();
    flushBytes = new Total(group.counter("totalFlushBytes"));
    flushRows = new Total(group.counter("totalFlushRows"));
    flushTimeNs = new Total(group.counter("totalFlushTimeNs"));
    flushSucceeded = new Total(group.counter("totalFlushSucceededTimes"));
    flushFailed = new Total(group.counter("totalFlushFailedTimes"));
    filteredRows = new Total(group.counter("totalFilteredRows"));
    flushRetries = new Total(group.counter("totalFlushRetry"));
    invokeRows = new Total(group.counter("totalInvokeRows"));
    bytesSend = new Total(target.numBytesSend());
    sendErrors = new Total(target.numRecordsSendErrors());
    recordsSend = target.numRecordsSend();
    group.gauge("currentBufferBytes", bufferedBytes);
    group.gauge("currentSpilledBytes", spilledBytes);
    group.gauge("totalBlockedTimeMs", blockedMillis);
    target.currentSendTime(sendMillis);
  }

  /** Rows that were handed to the engine. */
  public void rowsHandedOver(int rows) {
    recordsSend.inc(rows);
  }

  public void update(EngineCounters counters) {
    flushBytes.set(counters.totalFlushBytes());
    flushRows.set(counters.totalFlushRows());
    flushTimeNs.set(counters.requestMillis() * NANOS_PER_MILLI);
    flushSucceeded.set(counters.totalFlushSucceededTimes());
    flushFailed.set(counters.totalFlushFailedTimes());
    filteredRows.set(counters.totalFilteredRows());
    flushRetries.set(counters.retries());
    invokeRows.set(counters.writtenRows());
    bytesSend.set(counters.totalFlushBytes());
    sendErrors.set(counters.refusedRows() + counters.totalFilteredRows());
    bufferedBytes.value = counters.bufferedBytes();
    spilledBytes.value = counters.spilledBytes();
    blockedMillis.value = counters.blockedMillis();
    sendMillis.value = counters.lastSendMillis();
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

  private static final class Latest implements Gauge<Long> {
    private volatile long value;

    @Override
    public Long getValue() {
      return value;
    }
  }
}
