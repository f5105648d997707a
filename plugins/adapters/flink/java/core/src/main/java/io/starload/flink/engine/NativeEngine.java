package io.starload.flink.engine;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/**
 * The native engine of one writer. Rows go in as blocks; a thread of native code takes them, and
 * carries commands out while the caller waits in slices, so that an interrupt is noticed.
 *
 * <p>One thread, the task's, calls everything but what says "any thread". An interrupt ends a
 * waiting call with InterruptedException; then only rollback, abort and close make sense.
 */
public final class NativeEngine implements AutoCloseable {
  private static final int WAIT_SLICE_MS = 50;

  private final NativeHandle handle;
  private final NativeLog log = new NativeLog();

  private NativeEngine(NativeHandle handle) {
    this.handle = handle;
  }

  /**
   * Loads the native library, connects to jdbc-url for the server's version and nodes, and chooses
   * the plugins. The message of a failure names all hosts.
   */
  public static NativeEngine open(EngineConfig config)
      throws StarloadException, InterruptedException {
    NativeLoader.load();
    NativeEngine engine = new NativeEngine(NativeHandle.create(config.encode()));
    boolean opened = false;
    try {
      engine.run(Natives.OPEN, 0, new byte[0]);
      opened = true;
    } finally {
      if (!opened) {
        engine.close();
      }
    }
    return engine;
  }

  /**
   * Looks a table up: it exists, has all declared columns, and its primary key is the declared one.
   * At any time, also between rows. Returns its index, for takeBlock.
   */
  public int addTable(TableConfig table) throws StarloadException, InterruptedException {
    return describeAndAdd(table).index();
  }

  /** As addTable, with what the server says about the table. */
  public TableInfo describeAndAdd(TableConfig table)
      throws StarloadException, InterruptedException {
    byte[] result = run(Natives.ADD_TABLE, 0, table.encode());
    byte[] rest = new byte[result.length - Integer.BYTES];
    System.arraycopy(result, Integer.BYTES, rest, 0, rest.length);
    return new TableInfo(ByteBuffer.wrap(result).getInt(), rest);
  }

  /**
   * An empty block with room for a row of minBytes at least; waits while memory is used up. The
   * caller holds a few blocks at most ({@link #maxOpenBlocks}).
   */
  public RowBlock takeBlock(int table, int minBytes)
      throws StarloadException, InterruptedException {
    while (true) {
      long block = handle.call(writer -> Natives.takeBlock(writer, table, minBytes, WAIT_SLICE_MS));
      if (block != 0) {
        return handle.wrap(block, table);
      }
      checkInterrupt();
      log.drain(handle);
    }
  }

  /** Hands a block over; the caller forgets it. Does not wait. Throws the engine's failure. */
  public void write(RowBlock block) throws StarloadException {
    handle.handOver(block);
  }

  /** A block that is not needed, whose rows are forgotten. */
  public void giveBack(RowBlock block) {
    handle.giveBack(block);
  }

  /** How many blocks the caller may hold at a time without waiting for itself. */
  public int maxOpenBlocks() {
    return 8;
  }

  /** Waits until everything written so far is in the table. */
  public void flush() throws StarloadException, InterruptedException {
    run(Natives.FLUSH, 0, new byte[0]);
  }

  /**
   * Settles what earlier attempts left: commits what the states hold, and rolls back what lingers
   * under sink.label-prefix. Once, after addTable and before the first row; without states, too.
   */
  public void restore(List<byte[]> states, List<PreparedTransaction> foreign)
      throws StarloadException, InterruptedException {
    Wire argument = new Wire().putByteArrays(states).putInt(foreign.size());
    for (PreparedTransaction transaction : foreign) {
      transaction.write(argument);
    }
    run(Natives.RESTORE, 0, argument.toBytes());
  }

  /** Everything written so far belongs to the checkpoint. Returns its state. */
  public byte[] prepare(long checkpointId) throws StarloadException, InterruptedException {
    return run(Natives.PREPARE, checkpointId, new byte[0]);
  }

  /** Waits until the rows of the checkpoint, and of all before it, are in the table. */
  public void commit(long checkpointId) throws StarloadException, InterruptedException {
    run(Natives.COMMIT, checkpointId, new byte[0]);
  }

  /** The checkpoint was given up: its rows stay, and belong to the next one. Does not wait. */
  public void abortCheckpoint(long checkpointId) {
    try {
      handle.call(
          writer -> Natives.start(writer, Natives.ABORT_CHECKPOINT, checkpointId, new byte[0]));
    } catch (StarloadException ended) {
      // an engine that has failed or ended has no checkpoint to give up
    }
  }

  /**
   * Commits what states hold, which another engine's prepare gave. Again and again, in an engine
   * that was opened as a committer; what is in the table already is left as it is.
   */
  public void commitStates(List<byte[]> states) throws StarloadException, InterruptedException {
    commitStates(states, Collections.<PreparedTransaction>emptyList());
  }

  /** As commitStates, with transactions that the state of another connector holds. */
  public void commitStates(List<byte[]> states, List<PreparedTransaction> foreign)
      throws StarloadException, InterruptedException {
    Wire argument = new Wire().putByteArrays(states).putInt(foreign.size());
    for (PreparedTransaction transaction : foreign) {
      transaction.write(argument);
    }
    run(Natives.COMMIT_STATES, 0, argument.toBytes());
  }

  /**
   * Rolls back what is open, flushes nothing; at most 3 s. An interrupt that came before it (that
   * is how a task is cancelled) does not end it, one that comes meanwhile does.
   */
  public void rollback() throws StarloadException, InterruptedException {
    boolean interrupted = Thread.interrupted();
    try {
      handle.call(
          writer -> {
            Natives.interrupt(writer);
            return 0L;
          });
      run(Natives.ROLLBACK, 0, new byte[0]);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What broke the engine, null while nothing did. Cheap; any thread. */
  public StarloadException failure() {
    return handle.failure();
  }

  /** Any thread; after close the last values. */
  public void readCounters(EngineCounters into) {
    handle.readCounters(into);
  }

  /** Hands the engine's log lines to slf4j; every waiting call does so, too. */
  public void drainLog() {
    log.drain(handle);
  }

  /** Ends what is under way at once, a waiting call of another thread among it. Any thread. */
  public void abort() {
    handle.abort();
  }

  /**
   * Ends at once, without a flush: cancels requests, joins the native threads, frees memory. What
   * is prepared stays prepared. Idempotent; any thread.
   */
  @Override
  public void close() {
    handle.close(() -> log.drain(handle));
  }

  private byte[] run(int command, long number, byte[] argument)
      throws StarloadException, InterruptedException {
    checkInterrupt();
    long ticket = handle.call(writer -> Natives.start(writer, command, number, argument));
    try {
      while (!handle.test(writer -> Natives.await(writer, ticket, WAIT_SLICE_MS))) {
        checkInterrupt();
        log.drain(handle);
      }
    } finally {
      log.drain(handle);
    }
    return handle.takeResult(ticket);
  }

  private void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      handle.interrupt();
      throw new InterruptedException("interrupted while waiting for the native engine");
    }
  }
}
