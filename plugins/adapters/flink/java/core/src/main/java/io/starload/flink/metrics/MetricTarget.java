package io.starload.flink.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Where a writer's metrics are registered. Flink's standard sink metrics belong to the metric group
 * of a Sink V2 writer and are of our own elsewhere; this says which. Used by the task's thread.
 */
public interface MetricTarget {
  /** The group that takes the connector's own metrics. */
  MetricGroup group();

  /** Rows handed to the engine. */
  Counter numRecordsSend();

  /** Bytes that are in the table. */
  Counter numBytesSend();

  /** Rows that were rejected, by the connector or the server, and left out. */
  Counter numRecordsSendErrors();

  /** Milliseconds that the newest load took. */
  void currentSendTime(Gauge<Long> gauge);

  /** A group without the standard sink metrics: they are registered in it under their names. */
  static MetricTarget of(MetricGroup group) {
    return new PlainMetricTarget(group);
  }
}
