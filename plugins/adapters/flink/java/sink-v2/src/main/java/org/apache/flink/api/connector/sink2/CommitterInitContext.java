package org.apache.flink.api.connector.sink2;

import org.apache.flink.metrics.MetricGroup;

/**
 * Stands in for the interface that Flink has since 1.19, so that this module compiles against 1.15.
 * Left out of the jar: at run time it is Flink's, whose metricGroup() returns a subclass.
 */
public interface CommitterInitContext {
  MetricGroup metricGroup();
}
