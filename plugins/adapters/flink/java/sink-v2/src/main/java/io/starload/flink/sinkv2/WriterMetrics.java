package io.starload.flink.sinkv2;

import io.starload.flink.metrics.MetricTarget;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Flink's standard sink metrics are there already in a Sink V2 writer's group. */
public final class WriterMetrics implements MetricTarget {
  private final SinkWriterMetricGroup group;

  public WriterMetrics(SinkWriterMetricGroup group) {
    this.group = group;
  }

  @Override
  public MetricGroup group() {
    return group;
  }

  @Override
  public Counter numRecordsSend() {
    return group.getNumRecordsSendCounter();
  }

  @Override
  public Counter numBytesSend() {
    return group.getNumBytesSendCounter();
  }

  @Override
  public Counter numRecordsSendErrors() {
    return group.getNumRecordsSendErrorsCounter();
  }

  @Override
  public void currentSendTime(Gauge<Long> gauge) {
    group.setCurrentSendTimeGauge(gauge);
  }
}
