package io.starload.flink.writer;

import static io.starload.flink.writer.SinkHarness.SCHEMA;
import static io.starload.flink.writer.SinkHarness.ofRows;
import static io.starload.flink.writer.SinkHarness.options;
import static io.starload.flink.writer.SinkHarness.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.manager.StarRocksSinkBufferEntity;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import io.starload.flink.engine.StarloadException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints, with the native engine and the development server. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
class ExactlyOnceTest extends DevServerTest {
  private static final String TABLE = "test.orders";

  @Override
  protected String[] tables() {
    return new String[] {table("orders", "DUPLICATE KEY")};
  }

  private static StarRocksSinkOptions exactlyOnce(String version) {
    return options(
        server,
        "orders",
        o -> SinkHarness.exactlyOnce(o).withProperty("sink.version", version));
  }

  private static SinkHarness<RowData> sink(String version, int parallelism, int subtask)
      throws Exception {
    return new SinkHarness<>(ofRows(exactlyOnce(version), SCHEMA), parallelism, subtask);
  }

  private static void write(SinkHarness<RowData> sink, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      sink.write(row(i, "row " + i));
    }
  }

  /** The rows 0 .. below are there, each once. */
  private static void checkRows(int below) throws Exception {
    assertEquals(below, server.count(TABLE));
    assertEquals(
        below + "",
        server.rows("SELECT COUNT(DISTINCT id) FROM " + TABLE + " WHERE id < " + below).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void rowsAreThereOnceTheirCheckpointIsComplete(String version) throws Exception {
    try (SinkHarness<RowData> sink = sink(version, 1, 0).open()) {
      write(sink, 0, 10);
      sink.snapshot(1);
      assertEquals(0, server.count(TABLE));
      write(sink, 10, 20);
      sink.complete(1);
      checkRows(10);
      sink.snapshot(2);
      sink.complete(2);
      checkRows(20);
    }
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void whatWasPreparedIsCommittedByTheNextAttempt(String version) throws Exception {
    OperatorSubtaskState state;
    try (SinkHarness<RowData> sink = sink(version, 1, 0).open()) {
      write(sink, 0, 10);
      state = sink.snapshot(1);
      write(sink, 10, 20); // replayed below
    }
    try (SinkHarness<RowData> sink = sink(version, 1, 0).restore(state)) {
      checkRows(10);
      write(sink, 10, 20);
      sink.snapshot(2);
      sink.complete(2);
    }
    checkRows(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void aStateThatWasCommittedMeanwhileIsRestored(String version) throws Exception {
    OperatorSubtaskState state;
    try (SinkHarness<RowData> sink = sink(version, 1, 0).open()) {
      write(sink, 0, 10);
      state = sink.snapshot(1);
      sink.complete(1);
    }
    for (int attempt = 0; attempt < 2; attempt++) {
      sink(version, 1, 0).restore(state).close();
      checkRows(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void rowsOfAnAbortedCheckpointBelongToTheNextOne(String version) throws Exception {
    try (SinkHarness<RowData> sink = sink(version, 1, 0).open()) {
      write(sink, 0, 10);
      sink.snapshot(1);
      sink.abort(1);
      write(sink, 10, 20);
      sink.snapshot(2);
      sink.abort(7); // one that this subtask never saw
      write(sink, 20, 30);
      sink.complete(2);
      checkRows(20);
    }
  }

  @Test
  void aStateHoldsOneElementWhateverHappenedBefore() throws Exception {
    try (SinkHarness<RowData> sink = sink("V2", 1, 0).open()) {
      for (int checkpoint = 1; checkpoint <= 4; checkpoint++) {
        write(sink, checkpoint, checkpoint + 1);
        OperatorSubtaskState state = sink.snapshot(checkpoint);
        assertEquals(1, elements(state), "checkpoint " + checkpoint);
        if (checkpoint == 2) {
          sink.complete(checkpoint);
        } else if (checkpoint == 3) {
          sink.abort(checkpoint);
        }
      }
    }
  }

  private static int elements(OperatorSubtaskState state) {
    int elements = 0;
    for (OperatorStateHandle handle : state.getManagedOperatorState()) {
      OperatorStateHandle.StateMetaInfo sink =
          handle.getStateNameToPartitionOffsets().get("starrocks-sink-transaction");
      elements += sink == null ? 0 : sink.getOffsets().length;
    }
    return elements;
  }

  @Test
  void aPrepareThatFailsIsReplayedFromTheStateBefore() throws Exception {
    OperatorSubtaskState state;
    try (SinkHarness<RowData> sink = sink("V2", 1, 0).open()) {
      write(sink, 0, 10);
      state = sink.snapshot(1);
      sink.complete(1);
      write(sink, 10, 20);
      server.addFault(
          "prepare#*:body=%7B%22Status%22%3A%22FAILED%22%2C%22Message%22%3A%22broken%22%7D:before");
      Exception failure = assertThrows(Exception.class, () -> sink.snapshot(2));
      assertTrue(
          ExceptionUtils.findThrowable(failure, StarloadException.class).isPresent(),
          failure.toString());
      server.clearFaults();
    }
    try (SinkHarness<RowData> sink = sink("V2", 1, 0).restore(state)) {
      checkRows(10);
      write(sink, 10, 20);
      sink.snapshot(3);
      sink.complete(3);
    }
    checkRows(20);
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void closeCommitsNothingAndLeavesNothingOpen(String version) throws Exception {
    try (SinkHarness<RowData> sink = sink(version, 1, 0).open()) {
      write(sink, 0, 10);
      sink.flink().setProcessingTime(100);
      sink.flink().setProcessingTime(200);
    }
    assertEquals(0, server.count(TABLE));
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @Test
  void whatIsPreparedSurvivesAClose() throws Exception {
    try (SinkHarness<RowData> sink = sink("V2", 1, 0).open()) {
      write(sink, 0, 10);
      sink.snapshot(1);
      write(sink, 10, 20);
    }
    assertEquals(1, server.openTransactions("test").size());
    assertTrue(server.openTransactions("test").get(0).contains("PREPARED"));
  }

  @ParameterizedTest
  @CsvSource({
    "1,1", "1,2", "1,3", "1,4", "2,1", "2,2", "2,3", "2,4", "3,1", "3,2", "3,3", "3,4", "4,1",
    "4,2", "4,3", "4,4"
  })
  void statesAreRestoredByAnyNumberOfSubtasks(int from, int to) throws Exception {
    int each = 25;
    OperatorSubtaskState[] states = new OperatorSubtaskState[from];
    for (int i = 0; i < from; i++) {
      try (SinkHarness<RowData> sink = sink("V2", from, i).open()) {
        write(sink, i * each, (i + 1) * each);
        states[i] = sink.snapshot(1);
        sink.write(row(-1, "never part of a checkpoint"));
      }
    }
    OperatorSubtaskState whole = AbstractStreamOperatorTestHarness.repackageState(states);
    List<SinkHarness<RowData>> sinks = new ArrayList<>();
    try {
      for (int i = 0; i < to; i++) {
        OperatorSubtaskState share = SinkHarness.spread(whole, from, to, i);
        sinks.add(sink("V2", to, i).restore(share));
      }
      checkRows(from * each);
      for (int i = 0; i < to; i++) {
        int first = (from + i) * each;
        write(sinks.get(i), first, first + each);
        sinks.get(i).snapshot(2);
        sinks.get(i).complete(2);
      }
    } finally {
      sinks.forEach(SinkHarness::close);
    }
    checkRows((from + to) * each);
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  // ---- The official connector's state

  /** Has the states that the official connector has, with contents of the test's own. */
  private static final class OfficialSink extends RichSinkFunction<RowData>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private final byte[] transactions;
    private final StarRocksSinkBufferEntity rows;

    OfficialSink(String json, StarRocksSinkBufferEntity rows) {
      byte[] text = json.getBytes(StandardCharsets.UTF_8);
      this.transactions =
          ByteBuffer.allocate(8 + text.length).putInt(1).putInt(text.length).put(text).array();
      this.rows = rows;
    }

    @Override
    public void invoke(RowData value, Context context) {}

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      context
          .getOperatorStateStore()
          .getListState(
              new ListStateDescriptor<>(
                  "starrocks-sink-transaction",
                  TypeInformation.of(new TypeHint<byte[]>() {})))
          .add(transactions);
      Map<String, StarRocksSinkBufferEntity> buffered = new HashMap<>();
      if (rows != null) {
        buffered.put("test,orders", rows);
      }
      context
          .getOperatorStateStore()
          .getListState(
              new ListStateDescriptor<>(
                  "buffered-rows",
                  TypeInformation.of(
                      new TypeHint<Map<String, StarRocksSinkBufferEntity>>() {})))
          .add(buffered);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}
  }

  private static OperatorSubtaskState official(String json, StarRocksSinkBufferEntity rows)
      throws Exception {
    SinkHarness<RowData> sink = new SinkHarness<>(new OfficialSink(json, rows), 1, 0);
    try (SinkHarness<RowData> opened = sink.open()) {
      return opened.snapshot(1);
    }
  }

  private static String json(String label) {
    return "{\"data\":{1:[{\"id\":\"x\",\"timestamp\":1,\"transactions\":[{\"database\":\"test\","
        + "\"finish\":false,\"label\":\"" + label + "\",\"table\":\"orders\"}]}]},"
        + "\"version\":\"1.2.9\"}";
  }

  @Test
  void whatTheOfficialConnectorPreparedIsCommitted() throws Exception {
    String label = "official-orders-0-1";
    server.transaction("begin", "test", "orders", label, null);
    server.transaction("load", "test", "orders", label, "0\tofficial\n");
    server.transaction("prepare", "test", "orders", label, null);
    OperatorSubtaskState state = official(json(label), null);
    OperatorSubtaskState next;
    try (SinkHarness<RowData> sink = sink("V2", 1, 0).restore(state)) {
      checkRows(1);
      write(sink, 1, 10);
      next = sink.snapshot(2);
      sink.complete(2);
      assertEquals(1, elements(next));
    }
    checkRows(10);
    sink("V2", 1, 0).restore(next).close();
    checkRows(10);
  }

  @Test
  void whatTheOfficialConnectorPreparedIsCommittedAlsoAtLeastOnce() throws Exception {
    String label = "official-orders-0-2";
    server.transaction("begin", "test", "orders", label, null);
    server.transaction("load", "test", "orders", label, "0\tofficial\n");
    server.transaction("prepare", "test", "orders", label, null);
    OperatorSubtaskState state = official(json(label), null);
    StarRocksSinkOptions options = options(server, "orders", UnaryOperator.identity());
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(options, SCHEMA), 1, 0).restore(state)) {
      checkRows(1);
      write(sink, 1, 5);
      assertEquals(0, elements(sink.snapshot(2)));
    }
    checkRows(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void aStateOfExactlyOnceIsCommittedWhenTheJobGoesOnAtLeastOnce(String version) throws Exception {
    OperatorSubtaskState state;
    try (SinkHarness<RowData> sink = sink(version, 1, 0).open()) {
      write(sink, 0, 10);
      state = sink.snapshot(1);
    }
    StarRocksSinkOptions options =
        options(
            server,
            "orders",
            o ->
                o.withProperty("sink.label-prefix", SinkHarness.PREFIX)
                    .withProperty("sink.version", version));
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(options, SCHEMA), 1, 0).restore(state)) {
      checkRows(10);
      write(sink, 10, 20);
      assertEquals(0, elements(sink.snapshot(2)));
    }
    checkRows(20);
  }

  @Test
  void rowsThatTheOfficialConnectorBufferedAreNotLostInSilence() throws Exception {
    StarRocksSinkBufferEntity rows = new StarRocksSinkBufferEntity("test", "orders", "pfx");
    rows.addToBuffer("1\tx".getBytes(StandardCharsets.UTF_8));
    OperatorSubtaskState state = official("{\"data\":{}}", rows);
    SinkHarness<RowData> sink = sink("V2", 1, 0);
    Exception failure = assertThrows(Exception.class, () -> sink.restore(state));
    StarloadException why =
        ExceptionUtils.findThrowable(failure, StarloadException.class)
            .orElseThrow(() -> new AssertionError(failure));
    assertTrue(why.getMessage().contains("1 rows for table test.orders"), why.getMessage());
  }
}
