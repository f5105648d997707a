package com.starrocks.connector.flink.table.sink;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * The options that the official connector 1.2.9 has for its sink, under its names. Programs name
 * them by {@link StarRocksSinkOptions}. No state.
 */
public abstract class StarRocksSinkBaseOptions {
  public static final ConfigOption<String> JDBC_URL =
      OptionMaker.text("jdbc-url", "Where FEs take queries: jdbc:mysql://fe1:9030,fe2:9030.");
  public static final ConfigOption<List<String>> LOAD_URL =
      OptionMaker.list("load-url", "Where FEs take loads: fe1:8030;fe2:8030, or https://fe1:8443.");

  public static final ConfigOption<String> DATABASE_NAME =
      OptionMaker.text("database-name", "The table's database.");
  public static final ConfigOption<String> TABLE_NAME =
      OptionMaker.text("table-name", "The table to load into.");
  public static final ConfigOption<String> USERNAME =
      OptionMaker.text("username", "A user with INSERT on the table.");
  public static final ConfigOption<String> PASSWORD =
      OptionMaker.text("password", "The user's password, which may be empty.");
  public static final ConfigOption<String> SINK_VERSION =
      OptionMaker.text(
          "sink.version",
          "AUTO",
          "V1: stream load. V2: transactions. AUTO: V2 where the server has it (2.4 and later).");
  public static final ConfigOption<String> SINK_LABEL_PREFIX =
      OptionMaker.text(
          "sink.label-prefix",
          "What labels begin with: [-_A-Za-z0-9], at most 62 characters, of this job alone.");
  public static final ConfigOption<Integer> SINK_CONNECT_TIMEOUT =
      OptionMaker.number(
          "sink.connect.timeout-ms", 1000, "How long one attempt to connect may take.");
  public static final ConfigOption<Integer> SINK_WAIT_FOR_CONTINUE_TIMEOUT =
      OptionMaker.number(
          "sink.wait-for-continue.timeout-ms",
          10000,
          "How long to wait for the server's 100 Continue.");
  public static final ConfigOption<Integer> SINK_IO_THREAD_COUNT =
      OptionMaker.number(
          "sink.io.thread-count", 2, "Threads that send. A table's loads go one after the other.");
  public static final ConfigOption<Long> SINK_CHUNK_LIMIT =
      OptionMaker.number(
          "sink.chunk-limit", 3L << 30, "The largest body of one load request, in bytes.");
  public static final ConfigOption<Long> SINK_SCAN_FREQUENCY =
      OptionMaker.number(
          "sink.scan-frequency.ms", 50L, "Accepted, without effect: nothing is scanned.");
  public static final ConfigOption<String> SINK_SEMANTIC =
      OptionMaker.text(
          "sink.semantic",
          StarRocksSinkSemantic.AT_LEAST_ONCE.getName(),
          "What holds when something fails: at-least-once or exactly-once.");
  public static final ConfigOption<Long> SINK_BATCH_MAX_SIZE =
      OptionMaker.number(
          "sink.buffer-flush.max-bytes",
          90L << 20,
          "A writer's whole memory outside the Java heap, in bytes.");
  public static final ConfigOption<Long> SINK_BATCH_MAX_ROWS =
      OptionMaker.number(
          "sink.buffer-flush.max-rows", 500000L, "A load is closed when it has so many rows.");
  public static final ConfigOption<Long> SINK_BATCH_FLUSH_INTERVAL =
      OptionMaker.number(
          "sink.buffer-flush.interval-ms",
          300000L,
          "At-least-once: rows wait at most so long before they are loaded.");
  public static final ConfigOption<Boolean> SINK_AT_LEAST_ONCE_USE_TRANSACTION_LOAD =
      OptionMaker.flag(
          "sink.at-least-once.use-transaction-stream-load",
          true,
          "false: at-least-once takes stream load instead of transactions.");
  public static final ConfigOption<Integer> SINK_MAX_RETRIES =
      OptionMaker.number(
          "sink.max-retries",
          3,
          "How often a load that failed for a passing reason is sent again.");
  public static final ConfigOption<Integer> SINK_RETRY_INTERVAL =
      OptionMaker.number("sink.retry.interval-ms", 10000, "The longest pause between two tries.");
  public static final ConfigOption<Long> SINK_BATCH_OFFER_TIMEOUT =
      OptionMaker.number(
          "sink.buffer-flush.enqueue-timeout-ms",
          600000L,
          "How long a row waits for memory before the task fails.");
  public static final ConfigOption<Integer> SINK_METRIC_HISTOGRAM_WINDOW_SIZE =
      OptionMaker.number(
          "sink.metric.histogram-window-size",
          100,
          "Accepted, without effect: there are no histograms.");
  public static final ConfigOption<Boolean> SINK_IGNORE_UPDATE_BEFORE =
      OptionMaker.flag(
          "sink.ignore.update-before",
          true,
          "false: the old value of an update is written as a deletion.");
  public static final ConfigOption<Boolean> SINK_ENABLE_EXACTLY_ONCE_LABEL_GEN =
      OptionMaker.flag(
          "sink.exactly-once.enable-label-gen",
          true,
          "false: labels are random even with sink.label-prefix.");
  public static final ConfigOption<Boolean> SINK_ABORT_LINGERING_TXNS =
      OptionMaker.flag(
          "sink.exactly-once.enable-abort-lingering-txn",
          true,
          "With sink.label-prefix: roll back what earlier attempts left open.");
  public static final ConfigOption<Integer> SINK_ABORT_CHECK_NUM_TXNS =
      OptionMaker.number(
          "sink.exactly-once.check-num-lingering-txn",
          -1,
          "How many labels of earlier attempts are looked at; -1: enough.");

  public static final ConfigOption<Boolean> SINK_USE_NEW_SINK_API =
      OptionMaker.flag(
          "sink.use.new-sink-api", false, "true: Flink's Sink V2 (Flink 1.15 and later).");
  public static final ConfigOption<Integer> SINK_PARALLELISM = FactoryUtil.SINK_PARALLELISM;

  public static final String SINK_PROPERTIES_PREFIX = "sink.properties.";

  StarRocksSinkBaseOptions() {}
}
