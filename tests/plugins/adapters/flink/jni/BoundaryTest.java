import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.EngineConfig;
import io.starload.flink.engine.EngineCounters;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.engine.RowBlock;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.engine.TableConfig;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The native engine through its Java boundary, in this JVM, against a development server: loads,
 * checkpoints, failures and interrupts, again and again, with no thread left behind. run_jni.sh
 * counts the rows afterwards.
 */
public final class BoundaryTest {
  private static final int ROWS = 1000;
  private static final List<PreparedTransaction> NO_FOREIGN = Collections.emptyList();
  private final String http;
  private final String mysql;
  private final int round;

  private BoundaryTest(String http, String mysql, int round) {
    this.http = http;
    this.mysql = mysql;
    this.round = round;
  }

  /** Arguments: the ports of the frontend's HTTP and query services, rounds. */
  public static void main(String[] arguments) throws Exception {
    for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
      new BoundaryTest(arguments[0], arguments[1], round).all();
      expectNoNativeThread();
    }
    System.out.println("BoundaryTest passed");
  }

  private void all() throws Exception {
    loadsRowsAndRecords();
    commitsAtTheCheckpoint();
    restoresWhatIsPrepared();
    rollsBackWithoutFlush();
    committerCommitsStates();
    givesLargeRowsLargeBlocks();
    refusesTables();
    refusesPasswordAndHost();
    failsInTheBackground();
    failsWhenTheServerIsDead();
    endsBlockedCallsWhenInterrupted();
    survivesUseAfterClose();
  }

  // ---- What goes well

  private void loadsRowsAndRecords() throws Exception {
    try (NativeEngine engine = NativeEngine.open(config())) {
      int rows = engine.addTable(rowTable());
      int records = engine.addTable(new TableConfig("jvm", "records"));
      engine.restore(Collections.<byte[]>emptyList(), NO_FOREIGN);
      writeRows(engine, rows, 0);
      RowBlock block = engine.takeBlock(records, 16);
      for (int i = 0; i < ROWS; i++) {
        byte[] line = (round + "\trecord " + i).getBytes(StandardCharsets.UTF_8);
        check(block.fits(line.length + 1), "a block is larger than that");
        block.appendLine(line);
      }
      engine.write(block);
      engine.flush();
      EngineCounters counters = new EngineCounters();
      engine.readCounters(counters);
      check(counters.totalFlushRows() == 2 * ROWS, "rows: " + counters.totalFlushRows());
      check(counters.totalFlushBytes() > 0, "bytes");
      check(counters.totalFlushSucceededTimes() == 2, "loads");
      check(engine.failure() == null, "no failure");
      check(nativeThreads() > 0, "native threads are told by their name");
    }
  }

  private void commitsAtTheCheckpoint() throws Exception {
    try (NativeEngine engine = NativeEngine.open(exactlyOnce("commits"))) {
      int table = engine.addTable(rowTable());
      engine.restore(Collections.<byte[]>emptyList(), NO_FOREIGN);
      writeRows(engine, table, 1);
      engine.abortCheckpoint(1);
      check(engine.prepare(2).length > 0, "a state");
      engine.commit(2);
      engine.commit(2);
    }
  }

  private void restoresWhatIsPrepared() throws Exception {
    byte[] state;
    try (NativeEngine engine = NativeEngine.open(exactlyOnce("restores"))) {
      int table = engine.addTable(rowTable());
      engine.restore(Collections.<byte[]>emptyList(), NO_FOREIGN);
      writeRows(engine, table, 2);
      state = engine.prepare(1);
    }
    try (NativeEngine engine = NativeEngine.open(exactlyOnce("restores"))) {
      engine.addTable(rowTable());
      engine.restore(Arrays.asList(state, state), NO_FOREIGN);
      EngineCounters counters = new EngineCounters();
      engine.readCounters(counters);
      check(counters.totalFlushRows() == ROWS, "restored rows: " + counters.totalFlushRows());
    }
  }

  private void rollsBackWithoutFlush() throws Exception {
    NativeEngine engine = NativeEngine.open(exactlyOnce("rolls"));
    try {
      int table = engine.addTable(rowTable());
      engine.restore(Collections.<byte[]>emptyList(), NO_FOREIGN);
      writeRows(engine, table, 9); // never in the table
      engine.rollback();
    } finally {
      engine.close();
      engine.close();
    }
  }

  private void committerCommitsStates() throws Exception {
    try (NativeEngine writer = NativeEngine.open(exactlyOnce("committer").handsOver(true));
        NativeEngine committer = NativeEngine.open(exactlyOnce("committer").committer(true))) {
      int table = writer.addTable(rowTable());
      writer.restore(Collections.<byte[]>emptyList(), NO_FOREIGN);
      for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
        writeRows(writer, table, 2 + checkpoint);
        byte[] state = writer.prepare(checkpoint);
        committer.commitStates(Collections.singletonList(state));
        committer.commitStates(Collections.singletonList(state));
      }
    }
  }

  private void givesLargeRowsLargeBlocks() throws Exception {
    try (NativeEngine engine = NativeEngine.open(config())) {
      int table = engine.addTable(rowTable());
      RowBlock block = engine.takeBlock(table, 64);
      appendRow(block, id(6, 0), "before the large one");
      char[] text = new char[3_000_000];
      Arrays.fill(text, 'x');
      check(!block.fits(text.length + 64), "a block has room for rows of its size");
      engine.write(block);
      block = engine.takeBlock(table, text.length + 64);
      appendRow(block, id(6, 1), new String(text));
      engine.write(block);
      engine.giveBack(engine.takeBlock(table, 5_000_000));
      engine.flush();
      StarloadException failure =
          expectFailure(() -> engine.takeBlock(table, Integer.MAX_VALUE));
      expectMessage(failure, "sink.buffer-flush.max-bytes");
    }
  }

  // ---- What fails

  private void refusesTables() throws Exception {
    try (NativeEngine engine = NativeEngine.open(config())) {
      expectMessage(
          expectFailure(() -> engine.addTable(new TableConfig("jvm", "rwos"))), "rwos");
      TableConfig table =
          rowTable()
              .columns(
                  Arrays.asList(
                      new TableConfig.Column("ID", ColumnType.of(ColumnType.BIGINT)),
                      new TableConfig.Column("nmae", ColumnType.of(ColumnType.VARCHAR)),
                      new TableConfig.Column("scroe", ColumnType.of(ColumnType.DOUBLE))));
      StarloadException unknown = expectFailure(() -> engine.addTable(table));
      expectMessage(unknown, "column nmae; did you mean 'name'?");
      expectMessage(unknown, "column scroe; its columns are");
      TableConfig keyed = rowTable("keyed");
      expectMessage(expectFailure(() -> engine.addTable(keyed)), "PRIMARY KEY (id)");
      keyed.primaryKey(Collections.singletonList("name"));
      expectMessage(expectFailure(() -> engine.addTable(keyed)), "PRIMARY KEY (name)");
      keyed.primaryKey(Collections.singletonList("ID"));
      check(engine.describeAndAdd(keyed).supportsUpsertDelete(), "a PRIMARY KEY table");
      check(engine.failure() == null, "a table that is refused breaks no writer");
    }
  }

  private void refusesPasswordAndHost() throws Exception {
    Map<String, String> wrong = properties();
    wrong.put("password", "wrong-password");
    StarloadException refused = expectFailure(() -> NativeEngine.open(config(wrong)));
    check(refused.code() == StarloadException.Code.REFUSED, "code " + refused.code());
    check(!refused.getMessage().contains("wrong-password"), "no password in messages");

    Map<String, String> away = properties();
    away.put("jdbc-url", "jdbc:mysql://127.0.0.1:1,localhost:2");
    StarloadException unreachable = expectFailure(() -> NativeEngine.open(config(away)));
    check(unreachable.retryable(), "may go well later");
    expectMessage(unreachable, "127.0.0.1:1");
    expectMessage(unreachable, "localhost:2");

    Map<String, String> unknown = properties();
    unknown.put("sink.buffer-flush.max-byte", "1");
    expectMessage(
        expectFailure(() -> NativeEngine.open(config(unknown))), "sink.buffer-flush.max-bytes");
  }

  private void failsInTheBackground() throws Exception {
    Map<String, String> properties = properties();
    properties.put("sink.version", "V1");
    properties.put("sink.properties.strict_mode", "true");
    try (NativeEngine engine = NativeEngine.open(config(properties))) {
      int table = engine.addTable(new TableConfig("jvm", "records"));
      RowBlock block = engine.takeBlock(table, 64);
      byte[] line = "no number\tvalue".getBytes(StandardCharsets.UTF_8);
      block.appendLine(line);
      engine.write(block);
      StarloadException failure = expectFailure(engine::flush);
      check(failure.label().length() > 0, "a label");
      check(failure.table().equals("jvm.records"), "table: " + failure.table());
      check(!failure.rejectedRows().isEmpty(), "rejected rows");
      check(!failure.retryable(), "the row stays wrong");
      check(engine.failure() != null, "the writer stays broken");
      expectFailure(() -> engine.takeBlock(table, 64));
    }
  }

  private void failsWhenTheServerIsDead() throws Exception {
    Map<String, String> properties = properties();
    properties.put("load-url", "127.0.0.1:1");
    properties.put("sink.max-retries", "0");
    try (NativeEngine engine = NativeEngine.open(config(properties))) {
      int table = engine.addTable(rowTable());
      writeRows(engine, table, 9);
      StarloadException failure = expectFailure(engine::flush);
      check(failure.retryable(), "it may come back");
      check(failure.table().equals("jvm.batches"), "table: " + failure.table());
      expectMessage(failure, "127.0.0.1:1");
      engine.rollback();
    }
  }

  /** A server that takes connections and never answers. */
  private void endsBlockedCallsWhenInterrupted() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> properties = properties();
      properties.put("load-url", "127.0.0.1:" + mute.getLocalPort());
      NativeEngine engine = NativeEngine.open(config(properties));
      int table = engine.addTable(rowTable());
      writeRows(engine, table, 9);
      Thread task = Thread.currentThread();
      Thread canceller = new Thread(() -> interruptSoon(task));
      canceller.start();
      boolean interrupted = false;
      long start = System.nanoTime();
      try {
        engine.flush();
      } catch (InterruptedException expected) {
        interrupted = true;
      }
      long blocked = millisSince(start);
      canceller.join();
      check(interrupted, "flush was interrupted");
      check(blocked < 1300, "the call went on for " + blocked + " ms");
      start = System.nanoTime();
      engine.close();
      check(millisSince(start) < 3000, "close took " + millisSince(start) + " ms");
    }
  }

  private void survivesUseAfterClose() throws Exception {
    NativeEngine engine = NativeEngine.open(config());
    int table = engine.addTable(rowTable());
    RowBlock block = engine.takeBlock(table, 64);
    engine.close();
    appendRow(block, id(9, 0), "into memory that is still there");
    expectFailure(() -> engine.write(block));
    engine.giveBack(block);
    expectFailure(() -> engine.takeBlock(table, 64));
    check(engine.failure() == null, "closing is no failure");
    engine.abort();
    System.gc();
  }

  // ---- Tools

  private interface Action {
    void run() throws Exception;
  }

  private static StarloadException expectFailure(Action action) throws Exception {
    try {
      action.run();
    } catch (StarloadException failure) {
      return failure;
    }
    throw new AssertionError("expected a failure");
  }

  private static void expectMessage(StarloadException failure, String part) {
    check(failure.getMessage().contains(part), "'" + part + "' in: " + failure.getMessage());
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static void interruptSoon(Thread task) {
    try {
      Thread.sleep(300);
    } catch (InterruptedException ended) {
      return;
    }
    task.interrupt();
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("jdbc-url", "jdbc:mysql://127.0.0.1:" + mysql);
    properties.put("load-url", "127.0.0.1:" + http);
    properties.put("username", "root");
    properties.put("password", System.getenv("BOUNDARY_PASSWORD"));
    return properties;
  }

  private EngineConfig config() {
    return config(properties());
  }

  private static EngineConfig config(Map<String, String> properties) {
    return new EngineConfig().properties(properties).allStatesKnown(true);
  }

  private EngineConfig exactlyOnce(String prefix) {
    Map<String, String> properties = properties();
    properties.put("sink.semantic", "exactly-once");
    properties.put("sink.version", "V2");
    properties.put("sink.label-prefix", prefix + round);
    return config(properties).checkpointIntervalMs(100_000_000);
  }

  private static TableConfig rowTable() {
    return rowTable("batches");
  }

  private static TableConfig rowTable(String name) {
    return new TableConfig("jvm", name)
        .columns(
            Arrays.asList(
                new TableConfig.Column("id", ColumnType.of(ColumnType.BIGINT).notNull()),
                new TableConfig.Column("name", ColumnType.text(ColumnType.VARCHAR, 1 << 20))));
  }

  /** Ids say who wrote them; those of writer 9 never get into the table. */
  private long id(int writer, int row) {
    return (round * 10L + writer) * 1_000_000 + row;
  }

  private void writeRows(NativeEngine engine, int table, int writer) throws Exception {
    RowBlock block = engine.takeBlock(table, 64);
    for (int row = 0; row < ROWS; row++) {
      if (!block.fits(64)) {
        engine.write(block);
        block = engine.takeBlock(table, 64);
      }
      appendRow(block, id(writer, row), "row number " + row);
    }
    engine.write(block);
  }

  /** As docs/row-format.md says: null bits, two slots, the text behind them. */
  private static void appendRow(RowBlock block, long id, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = block.buffer();
    buffer.putLong(0).putLong(id).putLong(24L << 32 | text.length).put(text);
    for (int i = text.length; i % 8 != 0; i++) {
      buffer.put((byte) 0);
    }
    block.endRow();
  }

  private static void expectNoNativeThread() {
    check(nativeThreads() == 0, nativeThreads() + " native threads after the last engine's end");
  }

  /** The native threads all carry one name. */
  private static int nativeThreads() {
    int count = 0;
    File[] tasks = new File("/proc/self/task").listFiles();
    for (File task : tasks == null ? new File[0] : tasks) {
      try {
        byte[] name = Files.readAllBytes(task.toPath().resolve("comm"));
        count += new String(name, StandardCharsets.UTF_8).startsWith("starload") ? 1 : 0;
      } catch (IOException ended) {
        // between the listing and the reading
      }
    }
    return count;
  }
}
