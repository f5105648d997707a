package io.starload.flink.writer;

import com.starrocks.connector.flink.row.sink.StarRocksTableRowTransformer;
import com.starrocks.connector.flink.table.sink.StarRocksDynamicSinkFunctionV2;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;
import org.apache.flink.streaming.api.operators.StreamSink;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;

/** One subtask of a sink in Flink's operator test harness. One thread. */
@SuppressWarnings("deprecation")
final class SinkHarness<T> implements AutoCloseable {
  static final int MAX_PARALLELISM = 128;
  static final String PREFIX = "harness";

  static final org.apache.flink.table.api.TableSchema SCHEMA =
      org.apache.flink.table.api.TableSchema.builder()
          .field("id", DataTypes.BIGINT().notNull())
          .field("name", DataTypes.STRING())
          .build();

  static final org.apache.flink.table.api.TableSchema KEYED =
      org.apache.flink.table.api.TableSchema.builder()
          .field("id", DataTypes.BIGINT().notNull())
          .field("name", DataTypes.STRING())
          .primaryKey("id")
          .build();

  private final RichSinkFunction<T> function;
  private final OneInputStreamOperatorTestHarness<T, Object> harness;
  private boolean open;

  SinkHarness(RichSinkFunction<T> function, int parallelism, int subtask) throws Exception {
    this.function = function;
    this.harness =
        new OneInputStreamOperatorTestHarness<>(
            new StreamSink<>(function), MAX_PARALLELISM, parallelism, subtask);
    harness.getStreamConfig().setCheckpointingEnabled(true);
    harness.setup();
  }

  static StarRocksSinkOptions options(
      DevServer server, String table, UnaryOperator<StarRocksSinkOptions.Builder> more) {
    return more.apply(
            StarRocksSinkOptions.builder()
                .withProperty("jdbc-url", server.jdbcUrl())
                .withProperty("load-url", server.loadUrl())
                .withProperty("database-name", "test")
                .withProperty("table-name", table)
                .withProperty("username", "root")
                .withProperty("password", ""))
        .build();
  }

  static StarRocksSinkOptions.Builder exactlyOnce(StarRocksSinkOptions.Builder options) {
    return options
        .withProperty("sink.semantic", "exactly-once")
        .withProperty("sink.label-prefix", PREFIX);
  }

  static RichSinkFunction<RowData> ofRows(
      StarRocksSinkOptions options, org.apache.flink.table.api.TableSchema schema) {
    return new StarRocksDynamicSinkFunctionV2<>(
        options, schema, new StarRocksTableRowTransformer(TypeInformation.of(RowData.class)));
  }

  static RowData row(long id, String name) {
    return GenericRowData.of(id, StringData.fromString(name));
  }

  static RowData row(RowKind kind, long id, String name) {
    return GenericRowData.ofKind(kind, id, StringData.fromString(name));
  }

  RichSinkFunction<T> function() {
    return function;
  }

  OneInputStreamOperatorTestHarness<T, Object> flink() {
    return harness;
  }

  SinkHarness<T> open() throws Exception {
    harness.open();
    open = true;
    return this;
  }

  SinkHarness<T> restore(OperatorSubtaskState state) throws Exception {
    harness.initializeState(state);
    return open();
  }

  void write(T value) throws Exception {
    harness.processElement(new StreamRecord<>(value));
  }

  void write(Iterable<T> values) throws Exception {
    for (T value : values) {
      write(value);
    }
  }

  OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    return harness.snapshot(checkpoint, checkpoint);
  }

  void complete(long checkpoint) throws Exception {
    harness.notifyOfCompletedCheckpoint(checkpoint);
  }

  void abort(long checkpoint) throws Exception {
    harness.getOneInputOperator().notifyCheckpointAborted(checkpoint);
  }

  static OperatorSubtaskState spread(
      OperatorSubtaskState whole, int from, int to, int subtask) {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        whole, MAX_PARALLELISM, from, to, subtask);
  }

  /** Ends as a task does that failed or was cancelled. */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      harness.getOneInputOperator().dispose();
    } catch (Exception e) {
      throw new IllegalStateException("the sink cannot be closed", e);
    }
  }
}
