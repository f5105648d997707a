package io.starload.flink.writer;

import static io.starload.flink.writer.SinkHarness.options;
import static io.starload.flink.writer.SinkHarness.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.metrics.MetricTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The writer without Flink around it: metrics, time, and its ends. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
class SinkWriterCoreTest extends DevServerTest {
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Gauge<?>> gauges = new HashMap<>();

  @Override
  protected String[] tables() {
    return new String[] {
      table("plain", "DUPLICATE KEY"),
      table("large", "DUPLICATE KEY").replace("STRING", "VARCHAR(1048576)")
    };
  }

  private final class Registry extends UnregisteredMetricsGroup {
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

  private SinkWriterCore open(UnaryOperator<StarRocksSinkOptions.Builder> more) throws Exception {
    return open("plain", more);
  }

  private SinkWriterCore open(String table, UnaryOperator<StarRocksSinkOptions.Builder> more)
      throws Exception {
    WriterSetup setup =
        new WriterSetup(options(server, table, more))
            .schema(
                Arrays.asList("id", "name"),
                Arrays.asList(new BigIntType(false), new VarCharType(VarCharType.MAX_LENGTH)),
                null);
    return SinkWriterCore.open(
        setup, RowForm.ROWS, new WriterContext(MetricTarget.of(new Registry())));
  }

  private long counter(String name) {
    return counters.get(name).getCount();
  }

  @Test
  void metricsTellWhatIsInTheTable() throws Exception {
    try (SinkWriterCore writer = open(UnaryOperator.identity())) {
      for (int i = 0; i < 100; i++) {
        writer.write(row(i, "name " + i));
      }
      writer.write(row(RowKind.DELETE, 1, "left out"));
      writer.tick();
      writer.tick();
      assertEquals(100, counter("numRecordsSend"));
      assertEquals(0, counter("totalFlushRows"));
      assertTrue((Long) gauges.get("currentBufferBytes").getValue() > 0);
      writer.flush();
      assertEquals(100, counter("numRecordsSend"));
      assertEquals(100, counter("totalFlushRows"));
      assertEquals(100, counter("totalInvokeRows"));
      assertTrue(counter("totalFlushBytes") >= 100 * "0\tname 0\n".length());
      assertEquals(counter("totalFlushBytes"), counter("numBytesSend"));
      assertTrue(counter("totalFlushSucceededTimes") >= 1);
      assertEquals(0, counter("totalFlushFailedTimes"));
      assertEquals(0, counter("numRecordsSendErrors"));
    }
    assertEquals(100, counter("totalFlushRows"), "after the end");
  }

  @Test
  void metricsCountRowsThatTheServerRejected() throws Exception {
    server.execute(
        "DROP TABLE test.plain",
        "CREATE TABLE test.plain (id BIGINT NOT NULL, name INT) DUPLICATE KEY (id)"
            + " DISTRIBUTED BY HASH (id)");
    UnaryOperator<StarRocksSinkOptions.Builder> lenient =
        o ->
            o.withProperty("sink.properties.strict_mode", "true")
                .withProperty("sink.properties.max_filter_ratio", "0.5")
                .withProperty("sink.properties.columns", "id, name");
    try (SinkWriterCore writer = open(lenient)) {
      writer.write(row(1, "1"));
      writer.write(row(2, "no number"));
      writer.write(row(3, "3"));
      writer.flush();
    }
    assertEquals(2, server.count("test.plain"));
    assertEquals(1, counter("totalFilteredRows"));
    assertEquals(1, counter("numRecordsSendErrors"));
  }

  @Test
  void rowsThatLieAreHandedOverByTime() throws Exception {
    try (SinkWriterCore writer =
        open(o -> o.withProperty("sink.buffer-flush.interval-ms", "1000"))) {
      writer.write(row(1, "lies"));
      long deadline = System.currentTimeMillis() + 60_000;
      while (server.count("test.plain") == 0 && System.currentTimeMillis() < deadline) {
        writer.tick();
        Thread.sleep(50);
      }
      assertEquals(1, server.count("test.plain"));
    }
  }

  @Test
  void theEndWithoutACheckpointCommitsTheRest() throws Exception {
    try (SinkWriterCore writer = open(SinkHarness::exactlyOnce)) {
      writer.write(row(1, "first"));
      writer.prepare(5);
      writer.commit(5);
      writer.write(row(2, "second"));
      writer.prepare(6);
      writer.write(row(3, "third"));
      writer.finishWithoutCheckpoint();
      assertEquals(3, server.count("test.plain"));
      writer.finishWithoutCheckpoint();
      assertEquals(3, server.count("test.plain"));
    }
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @Test
  void closeMayBeCalledTwiceAndByAnotherThread() throws Exception {
    SinkWriterCore writer = open(UnaryOperator.identity());
    writer.write(row(1, "lost"));
    Thread other = new Thread(writer::release);
    other.start();
    other.join();
    writer.close();
    writer.close();
    assertThrows(StarloadException.class, () -> writer.flush());
    assertEquals(0, server.count("test.plain"));
  }

  @Test
  void aRowThatCannotBeWrittenLeavesTheOthersAlone() throws Exception {
    try (SinkWriterCore writer = open(UnaryOperator.identity())) {
      writer.write(row(1, "before"));
      assertThrows(
          StarloadException.class,
          () -> writer.write(org.apache.flink.table.data.GenericRowData.of(2L)));
      writer.write(row(3, "after"));
      writer.flush();
    }
    assertEquals(
        Arrays.asList("1|before", "3|after"),
        server.rows("SELECT id, name FROM test.plain ORDER BY id"));
  }

  /** Around the sizes of the stage (32 KiB) and of a block (256 KiB), and many short rows. */
  @Test
  void rowsOfAnySizeArriveWholeAndOnce() throws Exception {
    int[] sizes = {40, 31_000, 32_700, 32_768, 50_000, 7, 262_144, 300_000, 1_048_576, 8, 0};
    RowDataSerializer binary =
        new RowDataSerializer(new BigIntType(false), new VarCharType(VarCharType.MAX_LENGTH));
    List<String> expected = new ArrayList<>();
    try (SinkWriterCore writer = open("large", UnaryOperator.identity())) {
      for (int id = 0; id < 6_000; id++) {
        int size = id < 60 || id % 500 == 0 ? sizes[id % sizes.length] : id % 12;
        RowData row = row(id, text(id, size));
        writer.write(id % 2 == 0 ? row : binary.toBinaryRow(row));
        expected.add(id + "|" + text(id, size));
      }
      writer.flush();
    }
    assertEquals(expected, server.rows("SELECT id, name FROM test.large ORDER BY id"));
  }

  @Test
  void textRecordsOfAnySizeArriveWholeAndOnce() throws Exception {
    int[] sizes = {40, 31_000, 32_766, 32_768, 7, 262_144, 300_000, 1_048_576, 8, 0};
    List<String> expected = new ArrayList<>();
    WriterSetup setup = new WriterSetup(options(server, "large", UnaryOperator.identity()));
    try (SinkWriterCore writer =
        SinkWriterCore.open(
            setup, RowForm.TEXT, new WriterContext(MetricTarget.of(new Registry())))) {
      for (int id = 0; id < 6_000; id++) {
        int size = id < 30 || id % 500 == 0 ? sizes[id % sizes.length] : id % 12;
        writer.write(id + "\t" + text(id, size));
        expected.add(id + "|" + text(id, size));
      }
      writer.flush();
    }
    assertEquals(expected, server.rows("SELECT id, name FROM test.large ORDER BY id"));
  }

  private static String text(int first, int length) {
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = (char) ('a' + (first + i) % 26);
    }
    return new String(text);
  }
}
