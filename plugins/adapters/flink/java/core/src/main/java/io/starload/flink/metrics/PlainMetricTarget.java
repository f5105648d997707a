package io.starload.flink.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Registers Flink's standard sink metrics by their names. Used by the task's thread. */
final class PlainMetricTarget implements MetricTarget {
  private final MetricGroup group;

  PlainMetricTarget(MetricGroup group) {
    this.group = group;
  }

  @Override
  public MetricGroup group() {
    return group;
  }

  @Override
  public Counter numRecordsSend() {
    return group.counter("numRecordsSend");
  }

  @Override
  public Counter numBytesSend() {
    return group.counter("numBytesSend");
  }

  @Override
  public Counter numRecordsSendErrors() {
    return group.counter("numRecordsSendErrors");
  }

  @Override
  public void currentSendTime(Gauge<Long> gauge) {
    group.gauge("currentSendTime", gauge);
  }
}
