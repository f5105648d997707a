package io.starload.flink.writer;

import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.StarRocksSinkRowDataWithMeta;
import io.starload.flink.engine.EngineConfig;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.engine.TableInfo;
import io.starload.flink.metrics.MetricTarget;
import io.starload.flink.metrics.SinkMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer of a sink, a subtask's: what the SinkFunction and the Sink V2 writer share. Owns the
 * native engine.
 *
 * <p>The task's thread calls everything but abort(). After a failure or an interrupt only rollback
 * and close() make sense.
 */
public final class SinkWriterCore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkWriterCore.class);

  private final boolean exactlyOnce;
  private final NativeEngine engine;
  private final SinkMetrics metrics;
  private final OpenBlocks blocks;
  private final Tables tables;
  private final LabelPrefixUse labels; // null: they are random
  private long lastPrepared;
  private long lastCommitted;
  private boolean closed;

  private SinkWriterCore(WriterSetup setup, NativeEngine engine, MetricTarget metrics) {
    this.exactlyOnce = setup.isExactlyOnce();
    this.engine = engine;
    this.metrics = new SinkMetrics(metrics, engine::readCounters);
    this.blocks = new OpenBlocks(engine, this.metrics);
    this.tables = new Tables(setup, engine, blocks);
    this.labels = LabelPrefixUse.begin(setup, metrics.group());
  }

  /**
   * Connects, looks the tables up, and settles what the states hold and what earlier attempts left;
   * then it takes rows.
   */
  public static SinkWriterCore open(WriterSetup setup, RowForm form, WriterContext context)
      throws StarloadException, InterruptedException {
    List<byte[]> states = context.states();
    if (!setup.isExactlyOnce() && !states.isEmpty()) {
      FormerStates.commit(setup, context);
      states = Collections.emptyList();
    }
    EngineConfig config =
        new EngineConfig()
            .properties(setup.engineProperties())
            .subtask(context.subtask())
            .parallelism(context.parallelism())
            .allStatesKnown(context.allStatesKnown())
            .checkpointIntervalMs(context.checkpointIntervalMs())
            .spillDirectory(context.spillDirectory())
            .handsOver(context.isHandingOver());
    SinkWriterCore core =
        new SinkWriterCore(setup, NativeEngine.open(config), context.metrics());
    boolean opened = false;
    try {
      core.tables.addKnown(form);
      core.engine.restore(states, context.foreign());
      opened = true;
      return core;
    } finally {
      if (!opened) {
        core.close();
      }
    }
  }

  public boolean isExactlyOnce() {
    return exactlyOnce;
  }

  // ---- Rows

  /** A row with the schema; those whose kind the table cannot take are left out. */
  public void write(RowData row) throws IOException, InterruptedException {
    tables.main().write(row);
  }

  public void write(Object[] row) throws IOException, InterruptedException {
    tables.main().write(row);
  }

  /** What the server says about the table of the options. */
  public TableInfo mainTable() throws StarloadException {
    return tables.main().info();
  }

  /** Whether rows of this kind are written to the table of the options. */
  public boolean takes(RowKind kind) throws StarloadException {
    return tables.main().takes(kind);
  }

  /** A text record for the table of the options. */
  public void write(String record) throws IOException, InterruptedException {
    tables.main().write(utf8(record));
  }

  /** A text record that names its table. */
  public void write(StarRocksRowData record) throws IOException, InterruptedException {
    if (record.getRow() != null) {
      tables
          .find(record.getUniqueKey(), record.getDatabase(), record.getTable())
          .write(utf8(record.getRow()));
    }
  }

  /** Text records for one table. */
  public void write(StarRocksSinkRowDataWithMeta records)
      throws IOException, InterruptedException {
    TableWriter table = tables.find(null, records.getDatabase(), records.getTable());
    for (String record : records.getDataRows()) {
      table.write(utf8(record));
    }
  }

  /** A text record of any of the classes above, or its UTF-8 bytes. */
  public void writeText(Object record) throws IOException, InterruptedException {
    if (record instanceof String) {
      write((String) record);
    } else if (record instanceof StarRocksRowData) {
      write((StarRocksRowData) record);
    } else if (record instanceof StarRocksSinkRowDataWithMeta) {
      write((StarRocksSinkRowDataWithMeta) record);
    } else if (record instanceof byte[]) {
      tables.main().write((byte[]) record);
    } else {
      throw new StarloadException(
          StarloadException.Code.DATA,
          "A record of class " + (record == null ? "null" : record.getClass().getName())
              + " cannot be written without a schema: give String, StarRocksRowData or"
              + " StarRocksSinkRowDataWithMeta, or create the sink with a TableSchema");
    }
  }

  private static byte[] utf8(String record) {
    return record.getBytes(StandardCharsets.UTF_8);
  }

  // ---- Time and checkpoints

  /** Every 100 ms: a failure in the background is thrown; blocks that lie are handed over. */
  public void tick() throws StarloadException {
    metrics.update();
    engine.drainLog();
    StarloadException failure = engine.failure();
    if (failure != null) {
      throw failure;
    }
    blocks.handOverAged();
  }

  /** Waits until everything written is in the table. At-least-once. */
  public void flush() throws StarloadException, InterruptedException {
    blocks.handOverAll();
    blocks.mark();
    try {
      engine.flush();
    } finally {
      metrics.update();
    }
  }

  /** Everything written belongs to the checkpoint. Returns its state. Exactly-once. */
  public byte[] prepare(long checkpointId) throws StarloadException, InterruptedException {
    blocks.handOverAll();
    blocks.mark();
    lastPrepared = Math.max(lastPrepared, checkpointId);
    try {
      return engine.prepare(checkpointId);
    } finally {
      metrics.update();
    }
  }

  /** Waits until the rows of the checkpoint and of those before it are in the table. */
  public void commit(long checkpointId) throws StarloadException, InterruptedException {
    try {
      engine.commit(checkpointId);
      lastCommitted = Math.max(lastCommitted, checkpointId);
    } finally {
      metrics.update();
    }
  }

  /** The checkpoint was given up: its rows belong to the next one. */
  public void abortCheckpoint(long checkpointId) {
    engine.abortCheckpoint(checkpointId);
  }

  /**
   * The job ended normally and no further checkpoint comes: puts everything into the table that is
   * not there yet, which is nothing after a last checkpoint.
   */
  public void finishWithoutCheckpoint() throws StarloadException, InterruptedException {
    if (!exactlyOnce) {
      flush();
      return;
    }
    if (!blocks.usedSinceMark() && lastCommitted >= lastPrepared) {
      return;
    }
    long last = lastPrepared + 1;
    prepare(last);
    commit(last);
  }

  // ---- The end

  /**
   * Rolls back what is open, flushes nothing; for a task that failed or was cancelled. What does
   * not work is only told in the log: the task has ended for another reason, and the next attempt
   * or the server's time-out ends what is left.
   */
  public void rollBackWhatIsOpen() {
    try {
      engine.rollback();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StarloadException e) {
      LOG.warn("Open transactions were not rolled back: {}", e.getMessage());
    }
  }

  /** As above, and tells what does not work. */
  public void rollback() throws StarloadException, InterruptedException {
    engine.rollback();
  }

  /** Ends waiting calls at once. Any thread. */
  public void abort() {
    engine.abort();
  }

  /** Ends the native threads, whatever the task's thread does. Any thread. */
  public void release() {
    engine.close();
    endLabels();
  }

  /** Ends at once, without a flush. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    engine.close();
    endLabels();
    metrics.update();
  }

  private void endLabels() {
    if (labels != null) {
      labels.end();
    }
  }
}
