import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.types.Row;

/**
 * One job in a cluster of its own within this JVM: numbered rows, a gate, and the connector. A case
 * sets it up, starts it, and ends it. One thread.
 */
class Job {
  static final int SPLITS = 4;

  private static final Queue<Job> RUNNING = new ConcurrentLinkedQueue<>();

  final Map<String, String> options = new LinkedHashMap<>();
  final Configuration configuration = new Configuration();
  final Control control;
  final String name;
  final String table;
  int parallelism = 2;
  int firstSplit;
  int rowsPerPause = 5;
  long checkpointIntervalMs = 200;
  JobClient client;
  CompletableFuture<JobExecutionResult> result;

  /** The name tells jobs of one case apart; the table is made when it is not there. */
  Job(String name, String table) {
    this.name = name;
    this.table = table;
    control = Control.of(name);
    Server.execute(
        "CREATE DATABASE IF NOT EXISTS it",
        "CREATE TABLE IF NOT EXISTS it."
            + table
            + " (split INT NOT NULL, seq BIGINT NOT NULL, payload VARCHAR(64), crc BIGINT)"
            + " DUPLICATE KEY(split, seq) DISTRIBUTED BY HASH(split)");
    options.putAll(connection(table));
    options.put("sink.semantic", "exactly-once");
    options.put("sink.label-prefix", "it_" + name);
    configuration.setString("restart-strategy", "fixed-delay");
    configuration.setString("restart-strategy.fixed-delay.attempts", "1000");
    configuration.setString("restart-strategy.fixed-delay.delay", "50 ms");
  }

  static Map<String, String> connection(String table) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("jdbc-url", "jdbc:mysql://" + Server.MYSQL + "?useSSL=false");
    options.put("load-url", Server.HTTP);
    options.put("database-name", "it");
    options.put("table-name", table);
    options.put("username", "root");
    options.put("password", "");
    return options;
  }

  static StarRocksSinkOptions build(Map<String, String> options) {
    StarRocksSinkOptions.Builder builder = StarRocksSinkOptions.builder();
    options.forEach(builder::withProperty);
    return builder.build();
  }

  void start() throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    env.enableCheckpointing(checkpointIntervalMs);
    configure(env);
    DataStream<Row> rows =
        env.addSource(new NumberedRows(name, firstSplit, SPLITS, rowsPerPause))
            .returns(NumberedRows.type())
            .uid("source")
            .rebalance()
            .map(new Gate(name))
            .returns(NumberedRows.type())
            .uid("gate");
    attachSink(rows);
    client = env.executeAsync(name);
    result = client.getJobExecutionResult();
    RUNNING.add(this);
  }

  /** After a case: what it left running must not disturb the next one. */
  static void cancelAll() {
    for (Job job = RUNNING.poll(); job != null; job = RUNNING.poll()) {
      if (!job.result.isDone()) {
        try {
          job.cancel();
        } catch (Exception e) {
          System.out.println("the job " + job.name + " cannot be cancelled: " + e);
        }
      }
    }
  }

  /** For cases that change more of the environment. */
  void configure(StreamExecutionEnvironment env) {}

  void attachSink(DataStream<Row> rows) {
    TableSchema schema =
        TableSchema.builder()
            .field("split", DataTypes.INT())
            .field("seq", DataTypes.BIGINT())
            .field("payload", DataTypes.VARCHAR(64))
            .field("crc", DataTypes.BIGINT())
            .build();
    rows.addSink(
            StarRocksSink.sink(
                schema,
                build(options),
                (Object[] slots, Row row) -> {
                  for (int i = 0; i < 4; i++) {
                    slots[i] = row.getField(i);
                  }
                }))
        .name("sink")
        .uid("sink");
  }

  /** Transactions under the job's label prefix that are in that state (PREPARE, PREPARED). */
  int openTransactions(String state) {
    return Server.openTransactions(options.get("sink.label-prefix") + "-", state);
  }

  long visibleRows() {
    return Server.number("SELECT COUNT(*) FROM it." + table);
  }

  /**
   * Lets the sources end at so many rows a split, waits until they are visible, ends the job, and
   * checks them all.
   */
  void finishExactlyOnce(long rowsPerSplit) throws Exception {
    control.rowsPerSplit = rowsPerSplit;
    Cases.await(
        SPLITS * rowsPerSplit + " rows of " + name + " visible",
        90,
        () -> {
          checkRunning();
          return visibleSplitRows() >= SPLITS * rowsPerSplit;
        });
    cancel();
    Checker.read("it." + table).checkExactlyOnce(firstSplit, SPLITS, rowsPerSplit);
  }

  private long visibleSplitRows() {
    return Server.number(
        "SELECT COUNT(*) FROM it."
            + table
            + " WHERE split >= "
            + firstSplit
            + " AND split < "
            + (firstSplit + SPLITS));
  }

  void checkRunning() throws Exception {
    if (result.isDone()) {
      result.get();
      throw new IllegalStateException("the job " + name + " ended");
    }
  }

  /** Cancels and waits; returns the milliseconds that took. */
  long cancel() throws Exception {
    long started = System.nanoTime();
    client.cancel().get(240, TimeUnit.SECONDS);
    try {
      result.get(240, TimeUnit.SECONDS);
    } catch (ExecutionException expected) {
      // A cancelled job has no result.
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  /**
   * Waits until the job fails for good, and gives the messages of its failure and of all causes.
   */
  String awaitFailure(int seconds) throws Exception {
    try {
      result.get(4L * seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      StringBuilder text = new StringBuilder();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        text.append(cause).append('\n');
      }
      return text.toString();
    } catch (TimeoutException e) {
      throw new AssertionError("the job " + name + " did not fail within " + seconds + " s");
    }
    throw new AssertionError("the job " + name + " ended without a failure");
  }
}
