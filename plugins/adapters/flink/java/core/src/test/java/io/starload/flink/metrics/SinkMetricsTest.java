package io.starload.flink.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
    public <C extends Counter> C counter(String name, C counter) {
      counters.put(name, counter);
      return counter;
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
    new SinkMetrics(MetricTarget.of(group), into -> {});
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
  void asksTheEngineWheneverAReporterReads() {
    Registered group = new Registered();
    AtomicInteger asked = new AtomicInteger();
    SinkMetrics metrics =
        new SinkMetrics(MetricTarget.of(group), into -> asked.incrementAndGet());
    assertEquals(0, asked.get());
    assertEquals(0, group.counters.get("totalFlushRows").getCount());
    assertEquals(0L, group.gauges.get("totalBlockedTimeMs").getValue());
    assertEquals(2, asked.get());
    metrics.update();
    assertEquals(3, asked.get());
  }

  @Test
  void countsRowsThatWereHandedOver() {
    Registered group = new Registered();
    SinkMetrics metrics = new SinkMetrics(MetricTarget.of(group), into -> {});
    metrics.rowsHandedOver(5);
    metrics.rowsHandedOver(2);
    assertEquals(7, group.counters.get("numRecordsSend").getCount());
    assertThrows(
        UnsupportedOperationException.class, () -> group.counters.get("totalFlushRows").inc());
  }
}
