package io.starload.flink.sinkv2;

import static io.starload.flink.sinkv2.TestSinks.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.row.sink.StarRocksTableRowTransformer;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSink;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.writer.DevServer;
import io.starload.flink.writer.DevServerTest;
import java.util.Arrays;
import java.util.Collections;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.StreamSink;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writer and committer in Flink's operators, with the native engine and the development server. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
class SinkV2Test extends DevServerTest {
  private static final String TABLE = "test.orders";

  @Override
  protected String[] tables() {
    return new String[] {table("orders", "DUPLICATE KEY")};
  }

  private static StarRocksSinkOptions.Builder exactlyOnce(String version) {
    return TestSinks.options(server, "exactly-once", version);
  }

  private static SinkHarness<RowData> sink(String version) throws Exception {
    return new SinkHarness<>(TestSinks.rows(exactlyOnce(version).build()));
  }

  private static void write(SinkHarness<RowData> sink, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      sink.write(row(i, "row " + i));
    }
  }

  /** The rows 0 .. below are there, each once, and nothing is left open. */
  private static void checkRows(int below) throws Exception {
    assertEquals(below, server.count(TABLE));
    assertEquals(
        below + "",
        server.rows("SELECT COUNT(DISTINCT id) FROM " + TABLE + " WHERE id < " + below).get(0));
  }

  private static void checkNothingOpen() throws Exception {
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void rowsAreThereOnceTheirCheckpointIsComplete(String version) throws Exception {
    try (SinkHarness<RowData> sink = sink(version).open()) {
      write(sink, 0, 10);
      sink.snapshot(1);
      assertEquals(0, server.count(TABLE));
      write(sink, 10, 20);
      sink.complete(1);
      checkRows(10);
      sink.snapshot(2);
      sink.complete(2);
      checkRows(20);
      sink.snapshot(3); // without rows
      sink.complete(3);
      assertEquals(2, sink.committables());
    }
    checkNothingOpen();
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void aRestoredCommitterCommits(String version) throws Exception {
    SinkHarness.Checkpoint checkpoint;
    try (SinkHarness<RowData> sink = sink(version).open()) {
      write(sink, 0, 10);
      checkpoint = sink.snapshot(1);
      write(sink, 10, 20); // replayed below
    }
    for (int attempt = 0; attempt < 2; attempt++) { // what is in the table is left as it is
      SinkHarness<RowData> sink = sink(version).restore(checkpoint);
      checkRows(10);
      sink.close();
    }
    try (SinkHarness<RowData> sink = sink(version).restore(checkpoint)) {
      write(sink, 10, 20);
      sink.snapshot(2);
      sink.complete(2);
      checkRows(20);
    }
    checkNothingOpen();
  }

  @Test
  void aRestoredWriterRollsBackWhatCameAfterItsCheckpoint() throws Exception {
    SinkHarness.Checkpoint checkpoint;
    try (SinkHarness<RowData> sink = sink("V2").open()) {
      write(sink, 0, 10);
      checkpoint = sink.snapshot(1);
      sink.complete(1);
      write(sink, 10, 20);
      sink.snapshot(2); // prepared, and in no checkpoint that is restored
    }
    assertEquals(1, server.openTransactions("test").size());
    SinkHarness<RowData> sink = sink("V2").restore(checkpoint);
    checkNothingOpen();
    checkRows(10);
    sink.close();
  }

  @Test
  void aRestoredWriterLeavesAloneWhatTheCommitterHas() throws Exception {
    SinkHarness.Checkpoint checkpoint;
    try (SinkHarness<RowData> sink = sink("V2").open()) {
      write(sink, 0, 10);
      sink.snapshot(1); // given up: the writer does not have it any more
      write(sink, 10, 20);
      checkpoint = sink.snapshot(2);
    }
    try (SinkHarness<RowData> sink = sink("V2")) {
      sink.restoreWriter(checkpoint);
      assertEquals(2, server.openTransactions("test").size());
      write(sink, 20, 30);
      sink.restoreCommitter(checkpoint);
      checkRows(20);
      sink.snapshot(3);
      sink.complete(3);
      checkRows(30);
    }
    checkNothingOpen();
  }

  @Test
  void aFreshStartRollsBackEverythingOfThePrefix() throws Exception {
    try (SinkHarness<RowData> sink = sink("V2").open()) {
      write(sink, 0, 10);
      sink.snapshot(1); // never complete
    }
    assertEquals(1, server.openTransactions("test").size());
    SinkHarness<RowData> sink = sink("V2").open();
    checkNothingOpen();
    sink.close();
    assertEquals(0, server.count(TABLE));
  }

  @Test
  void rowsThatNoCheckpointHasAreRolledBackAtTheEnd() throws Exception {
    try (SinkHarness<RowData> sink = sink("V2").open()) {
      write(sink, 0, 10);
      sink.passWriterTime(1_000); // the block is handed over
      sink.passWriterTime(2_000);
    }
    checkNothingOpen();
    assertEquals(0, server.count(TABLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void theEndOfTheInputIsCommittedByTheLastCheckpoint(String version) throws Exception {
    try (SinkHarness<RowData> sink = sink(version).open()) {
      write(sink, 0, 10);
      sink.snapshot(1);
      sink.complete(1);
      write(sink, 10, 20);
      sink.endInput();
      assertEquals(10, server.count(TABLE));
      sink.snapshot(2);
      sink.complete(2);
      checkRows(20);
    }
    checkNothingOpen();
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void withoutCheckpointsTheEndOfTheInputCommits(String version) throws Exception {
    StarRocksSink<RowData> rows = TestSinks.rows(exactlyOnce(version).build());
    try (SinkHarness<RowData> sink = new SinkHarness<>(rows, 1, 0, false).open()) {
      write(sink, 0, 10);
      assertEquals(0, server.count(TABLE));
      sink.endInput();
      checkRows(10);
    }
    checkNothingOpen();
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void atLeastOnceFlushesAtTheCheckpoint(String version) throws Exception {
    StarRocksSinkOptions options =
        TestSinks.options(server, "at-least-once", version).build();
    try (SinkHarness<RowData> sink = new SinkHarness<>(TestSinks.rows(options)).open()) {
      write(sink, 0, 10);
      SinkHarness.Checkpoint checkpoint = sink.snapshot(1);
      checkRows(10);
      write(sink, 10, 20);
      sink.endInput();
      checkRows(20);
      assertEquals(0, sink.committables());
      sink.complete(1);
      new SinkHarness<>(TestSinks.rows(options)).restore(checkpoint).close();
    }
    checkNothingOpen();
  }

  @Test
  void recordsOfAUsersSchemaGoIntoTheirTables() throws Exception {
    server.execute(
        "CREATE TABLE test.items (id BIGINT NOT NULL, name STRING) DUPLICATE KEY (id)"
            + " DISTRIBUTED BY HASH (id)");
    TestSinks.LineSchema.CALLS.setLength(0);
    StarRocksSink<String> lines =
        SinkFunctionFactory.createSink(exactlyOnce("V2").build(), new TestSinks.LineSchema());
    try (SinkHarness<String> sink = new SinkHarness<>(lines).open()) {
      sink.write("orders:1\tone");
      sink.write("items:2\ttwo");
      sink.write("left out");
      sink.snapshot(1);
      sink.complete(1);
    }
    assertEquals(Arrays.asList("1|one"), server.rows("SELECT * FROM test.orders"));
    assertEquals(Arrays.asList("2|two"), server.rows("SELECT * FROM test.items"));
    assertEquals("open test 0 close", TestSinks.LineSchema.CALLS.toString());
  }

  @Test
  void aFailureInTheBackgroundFailsTheTaskAtItsNextTick() throws Exception {
    try (SinkHarness<RowData> sink = sink("V2").open()) {
      server.addFault(
          "begin#*:body=%7B%22Status%22%3A%22FAILED%22%2C%22Message%22%3A%22broken%22%7D:before");
      write(sink, 0, 10);
      Exception failure =
          assertThrows(
              Exception.class,
              () -> {
                for (int time = 100; time < 60_000; time += 100) {
                  sink.passWriterTime(time);
                  Thread.sleep(20);
                  if (time == 1_000) {
                    sink.snapshot(1); // the load begins
                  }
                }
              });
      assertTrue(
          ExceptionUtils.findThrowable(failure, StarloadException.class).isPresent(),
          ExceptionUtils.stringifyException(failure));
    }
  }

  @Test
  void aWriterThatCannotConnectSaysWhere() throws Exception {
    StarRocksSinkOptions options =
        exactlyOnce("V2").withProperty("jdbc-url", "jdbc:mysql://127.0.0.1:1").build();
    try (SinkHarness<RowData> sink = new SinkHarness<>(TestSinks.rows(options))) {
      Exception failure = assertThrows(Exception.class, sink::open);
      assertTrue(
          ExceptionUtils.stringifyException(failure).contains("127.0.0.1:1"), failure.toString());
    }
  }

  @Test
  void writerStatesGoToOtherWritersWhenTheParallelismChanges() throws Exception {
    StarRocksSink<RowData> sink = TestSinks.rows(exactlyOnce("V2").build());
    SinkHarness.Checkpoint[] parts = new SinkHarness.Checkpoint[2];
    for (int subtask = 0; subtask < 2; subtask++) {
      try (SinkHarness<RowData> part = new SinkHarness<>(sink, 2, subtask).open()) {
        write(part, subtask * 10, subtask * 10 + 10);
        parts[subtask] = part.snapshot(1);
      }
    }
    OperatorSubtaskState writers =
        AbstractStreamOperatorTestHarness.repackageState(parts[0].writer, parts[1].writer);
    OperatorSubtaskState committers =
        AbstractStreamOperatorTestHarness.repackageState(parts[0].committer, parts[1].committer);
    try (SinkHarness<RowData> one = new SinkHarness<>(sink, 1, 0)) {
      one.restore(new SinkHarness.Checkpoint(1, spread(writers, 2, 1), spread(committers, 2, 1)));
      checkRows(20);
      write(one, 20, 30);
      one.snapshot(2);
      one.complete(2);
      checkRows(30);
    }
    checkNothingOpen();
  }

  private static OperatorSubtaskState spread(OperatorSubtaskState whole, int from, int to) {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        whole, SinkHarness.MAX_PARALLELISM, from, to, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void theSinkFunctionsCheckpointIsRestored(String version) throws Exception {
    StarRocksSinkOptions options = exactlyOnce(version).build();
    OperatorSubtaskState state;
    OneInputStreamOperatorTestHarness<RowData, Object> function =
        new OneInputStreamOperatorTestHarness<>(
            new StreamSink<>(
                SinkFunctionFactory.createSinkFunction(
                    options,
                    TestSinks.SCHEMA,
                    new StarRocksTableRowTransformer(TypeInformation.of(RowData.class)))),
            SinkHarness.MAX_PARALLELISM, 1, 0);
    try {
      function.getStreamConfig().setCheckpointingEnabled(true);
      function.open();
      function.processElement(new StreamRecord<>(row(0, "of the SinkFunction")));
      state = function.snapshot(1, 1);
    } finally {
      function.close();
    }
    try (SinkHarness<RowData> sink = new SinkHarness<>(TestSinks.rows(options))) {
      sink.restoreWriter(new SinkHarness.Checkpoint(1, state, null));
      checkRows(1);
    }
    checkNothingOpen();
  }
}
