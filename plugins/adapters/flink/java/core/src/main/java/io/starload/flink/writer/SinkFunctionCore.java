package io.starload.flink.writer;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.table.StarRocksDataType;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.tools.JsonWrapper;
import io.starload.flink.engine.TableInfo;
import io.starload.flink.metrics.MetricTarget;
import io.starload.flink.state.LegacyRows;
import io.starload.flink.state.SinkState;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.table.data.RowData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the SinkFunction does at each step of a task's life. Made while planning, sent with the job;
 * in a subtask it owns the writer. The task's thread.
 *
 * <pre>
 *   initializeState -> open -> (write | snapshotState | notify.. | tick)* -> finish -> close
 *                                                 cancelled or failed at any time -> close
 * </pre>
 */
public final class SinkFunctionCore<T> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SinkFunctionCore.class);
  private static final long TICK_MS = 100;

  private final WriterSetup setup;
  private final StarRocksIRowTransformer<T> transformer;
  private final RowForm form;

  private transient ListState<byte[]> state;
  private transient SinkState restored;
  private transient RuntimeContext runtime;
  private transient SinkWriterCore writer;
  private transient ReleaseHook hook;
  private transient boolean checkpoints;
  private transient boolean timed;
  private transient boolean finished;
  private transient long nextTickNanos;

  private SinkFunctionCore(
      WriterSetup setup, StarRocksIRowTransformer<T> transformer, RowForm form) {
    this.setup = setup;
    this.transformer = transformer;
    this.form = form;
  }

  /** Rows with a schema. */
  @SuppressWarnings("deprecation")
  public static <T> SinkFunctionCore<T> typed(
      StarRocksSinkOptions options,
      org.apache.flink.table.api.TableSchema schema,
      StarRocksIRowTransformer<T> transformer) {
    if (transformer == null) {
      throw new IllegalArgumentException(
          "A sink with a TableSchema needs a row transformer (StarRocksSink.sink takes a"
              + " StarRocksSinkRowBuilder)");
    }
    transformer.setTableSchema(schema);
    RowForm form =
        RowTransformers.passRowDataThrough(transformer) ? RowForm.ROWS : RowForm.OBJECTS;
    return new SinkFunctionCore<>(Schemas.setup(options, schema), transformer, form);
  }

  /** Text records. */
  public static <T> SinkFunctionCore<T> text(StarRocksSinkOptions options) {
    return new SinkFunctionCore<>(new WriterSetup(options), null, RowForm.TEXT);
  }

  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(SinkState.NAME, BytePrimitiveArraySerializer.INSTANCE));
    if (context.isRestored()) {
      LegacyRows.remove(context.getOperatorStateStore());
      restored = SinkState.decode(state.get());
    }
  }

  public void open(RuntimeContext context) throws Exception {
    runtime = context;
    long interval = TaskRuntime.checkpointIntervalMs(context);
    checkpoints = interval >= 0;
    if (setup.isExactlyOnce() && !checkpoints) {
      LOG.warn(
          "sink.semantic is exactly-once, but the job takes no checkpoints: rows are in the table"
              + " only when the job has ended");
    }
    WriterContext where =
        new WriterContext(MetricTarget.of(TaskRuntime.metricGroup(context)))
            .subtask(context.getIndexOfThisSubtask(), context.getNumberOfParallelSubtasks())
            .checkpointIntervalMs(interval)
            .spillDirectory(TaskRuntime.temporaryDirectory(context));
    if (restored != null) {
      where.restored(restored.engineStates(), restored.foreign());
    }
    writer = SinkWriterCore.open(setup, form, where);
    restored = null;
    hook = ReleaseHook.register(context, writer);
    if (form == RowForm.OBJECTS) {
      prepareTransformer();
    }
    timed = startTimer();
  }

  private void prepareTransformer() throws Exception {
    TableInfo table = writer.mainTable();
    Map<String, StarRocksDataType> columns = new HashMap<>();
    for (int i = 0; i < table.columnNames().size(); i++) {
      columns.put(
          table.columnNames().get(i), StarRocksDataType.fromString(table.columnTypes().get(i)));
    }
    transformer.setStarRocksColumns(columns);
    transformer.setRuntimeContext(runtime);
    transformer.setFastJsonWrapper(new JsonWrapper());
  }

  // ---- Rows

  public void write(T value) throws Exception {
    if (!timed) {
      tickAtRow();
    }
    switch (form) {
      case ROWS:
        writer.write((RowData) value);
        break;
      case OBJECTS:
        writeTransformed(value);
        break;
      default:
        writer.writeText(value);
    }
  }

  private void writeTransformed(T value) throws Exception {
    if (value instanceof RowData && !writer.takes(((RowData) value).getRowKind())) {
      return;
    }
    Object[] row = transformer.transform(value, writer.mainTable().supportsUpsertDelete());
    if (row != null) {
      writer.write(row);
    }
  }

  // ---- Time

  private boolean startTimer() {
    return TaskRuntime.startTimer(runtime, TICK_MS, this::onTimer);
  }

  private void onTimer() throws Exception {
    if (writer != null) {
      writer.tick();
      startTimer();
    }
  }

  /** In a context without timers. */
  private void tickAtRow() throws Exception {
    long now = System.nanoTime();
    if (now - nextTickNanos >= 0) {
      nextTickNanos = now + TimeUnit.MILLISECONDS.toNanos(TICK_MS);
      writer.tick();
    }
  }

  // ---- Checkpoints

  public void snapshotState(long checkpointId) throws Exception {
    if (!setup.isExactlyOnce()) {
      writer.flush();
      state.clear();
      return;
    }
    byte[] engineState = writer.prepare(checkpointId);
    // The newest state is complete: it lists all that is not in the table yet.
    state.clear();
    state.add(SinkState.encode(engineState));
  }

  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    if (writer != null && setup.isExactlyOnce()) {
      writer.commit(checkpointId);
    }
  }

  public void notifyCheckpointAborted(long checkpointId) {
    if (writer != null && setup.isExactlyOnce()) {
      writer.abortCheckpoint(checkpointId);
    }
  }

  // ---- The end

  /** All rows are there; a last checkpoint may follow. Since Flink 1.14. */
  public void finish() throws Exception {
    if (writer != null && !(setup.isExactlyOnce() && checkpoints)) {
      writer.finishWithoutCheckpoint();
    }
    finished = true;
  }

  public void close() throws Exception {
    SinkWriterCore ending = writer;
    if (ending == null) {
      return;
    }
    writer = null;
    try {
      if (TaskEnd.isAfterTheLastRow(runtime, finished)) {
        ending.finishWithoutCheckpoint();
      } else {
        ending.rollBackWhatIsOpen();
      }
    } finally {
      ending.close();
      hook.forget();
    }
  }
}
