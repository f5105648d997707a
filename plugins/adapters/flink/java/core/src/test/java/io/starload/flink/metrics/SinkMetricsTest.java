package io.starload.flink.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.starload.flink.engine.EngineCounters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class SinkMetricsTest {
  private static final class Registered extends UnregisteredMetricsGroup {
    final Map<String, Counter> counters = new HashMap<>();
    final Map<String, Gauge<?>> gauges = new HashMap<>();

    @Override
    public Counter counter(String name) {
      return counters.computeIfAbsent(name, unused -> new SimpleCounter());
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(name, gauge);
      return gauge;
    }
  }

  @Test
  void registersTheOfficialAndTheStandardNames() {
    Registered group = new Registered();
    new SinkMetrics(MetricTarget.of(group));
    assertTrue(
        group
            .counters
            .keySet()
            .containsAll(
                Arrays.asList(
                    "totalFlushBytes",
                    "totalFlushRows",
                    "totalFlushSucceededTimes",
                    "totalFlushFailedTimes",
                    "totalFilteredRows",
                    "numRecordsSend",
                    "numBytesSend",
                    "numRecordsSendErrors")),
        group.counters.keySet().toString());
    assertTrue(
        group
            .gauges
            .keySet()
            .containsAll(
                Arrays.asList("currentSendTime", "currentBufferBytes", "totalBlockedTimeMs")),
        group.gauges.keySet().toString());
  }

  @Test
  void followsTheEnginesTotals() {
    Registered group = new Registered();
    SinkMetrics metrics = new SinkMetrics(MetricTarget.of(group));
    EngineCounters counters = new EngineCounters();
    for (int round = 1; round <= 3; round++) {
      metrics.rowsHandedOver(5);
      metrics.update(counters);
      assertEquals(5L * round, group.counters.get("numRecordsSend").getCount());
      assertEquals(0, group.counters.get("totalFlushRows").getCount());
    }
    assertEquals(0L, group.gauges.get("currentSendTime").getValue());
  }
}
