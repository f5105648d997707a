package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.manager.StarRocksSinkTable;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Everything that a sink is told: checked when it is made, without touching the network, and
 * serialized with the job. Options of later versions and our own: {@link StarRocksSinkMoreOptions}.
 * One thread while it is filled, any thread afterwards.
 */
public class StarRocksSinkOptions implements Serializable {
  private static final long serialVersionUID = 1L;

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

  /** How rows are written. */
  public enum StreamLoadFormat {
    CSV,
    JSON
  }

  // All that was set, checked and in the engine's spelling; with sink.properties.*.
  private final LinkedHashMap<String, String> values;
  private final HashMap<String, String> streamLoadProps;
  private final ArrayList<StreamLoadTableProperties> tablePropertiesList = new ArrayList<>();
  private boolean supportUpsertDelete;
  private boolean supportTransactionStreamLoad;
  private String[] tableSchemaFieldNames;
  private transient Configuration typed;

  /**
   * options: typed values. optionsMap: the same as text, with sink.properties.*; what both hold is
   * taken from options.
   */
  public StarRocksSinkOptions(ReadableConfig options, Map<String, String> optionsMap) {
    this.values = SinkOptionReader.read(options, optionsMap);
    this.streamLoadProps = SinkOptionReader.streamLoadProperties(values);
    SinkOptionChecks.check(this, values);
  }

  private Configuration typed() {
    if (typed == null) {
      typed = Configuration.fromMap(values);
    }
    return typed;
  }

  /** The value that was set, else the default. */
  public <V> V get(ConfigOption<V> option) {
    return typed().get(option);
  }

  /** Settings of one table more, for sinks whose records name their table. */
  public StarRocksSinkOptions addTableProperties(StreamLoadTableProperties properties) {
    tablePropertiesList.add(properties);
    return this;
  }

  public List<StreamLoadTableProperties> getTablePropertiesList() {
    return Collections.unmodifiableList(tablePropertiesList);
  }

  /** The table of the options, where there is one, and those that were added. */
  public List<Tuple2<String, String>> getDbTables() {
    List<Tuple2<String, String>> tables = new ArrayList<>();
    if (getDatabaseName() != null && getTableName() != null) {
      tables.add(Tuple2.of(getDatabaseName(), getTableName()));
    }
    for (StreamLoadTableProperties properties : tablePropertiesList) {
      tables.add(Tuple2.of(properties.getDatabase(), properties.getTable()));
    }
    return tables;
  }

  public void setTableSchemaFieldNames(String[] fieldNames) {
    this.tableSchemaFieldNames = fieldNames == null ? null : fieldNames.clone();
  }

  /** null: no schema is known, records are text. */
  public String[] getTableSchemaFieldNames() {
    return tableSchemaFieldNames == null ? null : tableSchemaFieldNames.clone();
  }

  public String getJdbcUrl() {
    return get(JDBC_URL);
  }

  public String getDatabaseName() {
    return get(DATABASE_NAME);
  }

  public String getTableName() {
    return get(TABLE_NAME);
  }

  public String getUsername() {
    return get(USERNAME);
  }

  public String getPassword() {
    return get(PASSWORD);
  }

  public String getSinkVersion() {
    return get(SINK_VERSION);
  }

  public List<String> getLoadUrlList() {
    String addresses = values.get(LOAD_URL.key());
    return addresses == null ? null : SinkOption.entries(addresses);
  }

  public String getLabelPrefix() {
    return get(SINK_LABEL_PREFIX);
  }

  public int getSinkMaxRetries() {
    return get(SINK_MAX_RETRIES);
  }

  public int getRetryIntervalMs() {
    return get(SINK_RETRY_INTERVAL);
  }

  public long getSinkMaxFlushInterval() {
    return get(SINK_BATCH_FLUSH_INTERVAL);
  }

  public long getSinkMaxRows() {
    return get(SINK_BATCH_MAX_ROWS);
  }

  public long getSinkMaxBytes() {
    return get(SINK_BATCH_MAX_SIZE);
  }

  public int getConnectTimeout() {
    return get(SINK_CONNECT_TIMEOUT);
  }

  public int getWaitForContinueTimeout() {
    return get(SINK_WAIT_FOR_CONTINUE_TIMEOUT);
  }

  public int getIoThreadCount() {
    return get(SINK_IO_THREAD_COUNT);
  }

  public long getChunkLimit() {
    return get(SINK_CHUNK_LIMIT);
  }

  public long getScanFrequency() {
    return get(SINK_SCAN_FREQUENCY);
  }

  public long getSinkOfferTimeout() {
    return get(SINK_BATCH_OFFER_TIMEOUT);
  }

  public int getSinkHistogramWindowSize() {
    return get(SINK_METRIC_HISTOGRAM_WINDOW_SIZE);
  }

  /** null: the job's. */
  public Integer getSinkParallelism() {
    return get(SINK_PARALLELISM);
  }

  public boolean getIgnoreUpdateBefore() {
    return get(SINK_IGNORE_UPDATE_BEFORE);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** sink.semantic, or else its other name sink.delivery-guarantee. */
  public StarRocksSinkSemantic getSemantic() {
    String alias = get(StarRocksSinkMoreOptions.SINK_DELIVERY_GUARANTEE);
    boolean byAlias = alias != null && !values.containsKey(SINK_SEMANTIC.key());
    return StarRocksSinkSemantic.fromName(byAlias ? alias : get(SINK_SEMANTIC));
  }

  public boolean getSinkAtLeastOnceUseTransactionStreamLoad() {
    return get(SINK_AT_LEAST_ONCE_USE_TRANSACTION_LOAD);
  }

  /** sink.properties.* without the prefix, in lower case. */
  public Map<String, String> getSinkStreamLoadProperties() {
    return Collections.unmodifiableMap(streamLoadProps);
  }

  public boolean hasColumnMappingProperty() {
    return streamLoadProps.containsKey("columns");
  }

  public StreamLoadFormat getStreamLoadFormat() {
    boolean json = "json".equalsIgnoreCase(streamLoadProps.get("format"));
    return json ? StreamLoadFormat.JSON : StreamLoadFormat.CSV;
  }

  /** The table has a PRIMARY KEY: rows carry an operation. */
  public void enableUpsertDelete() {
    supportUpsertDelete = true;
  }

  public boolean supportUpsertDelete() {
    return supportUpsertDelete;
  }

  public void setSupportTransactionStreamLoad(boolean value) {
    supportTransactionStreamLoad = value;
  }

  /** What the setter said. The engine finds out by itself. */
  public boolean isSupportTransactionStreamLoad() {
    return supportTransactionStreamLoad;
  }

  public boolean isEnableExactlyOnceLabelGen() {
    return get(SINK_ENABLE_EXACTLY_ONCE_LABEL_GEN);
  }

  public boolean isAbortLingeringTxns() {
    return get(SINK_ABORT_LINGERING_TXNS);
  }

  public int getAbortCheckNumTxns() {
    return get(SINK_ABORT_CHECK_NUM_TXNS);
  }

  public boolean isUseUnifiedSinkApi() {
    return get(SINK_USE_NEW_SINK_API);
  }

  /** The options in the SDK's words. table is not looked at: nothing is asked of the server. */
  public StreamLoadProperties getProperties(@Nullable StarRocksSinkTable table) {
    return SinkOptionExport.sdkProperties(this);
  }

  /** What the native engine is opened with: only what was set. Holds the password. */
  public Map<String, String> engineProperties() {
    return SinkOptionExport.engineProperties(values, !tablePropertiesList.isEmpty());
  }

  /**
   * sink.properties.* of one table that go before {@link #engineProperties}. uniqueKey as in
   * StarRocksRowData, may be null.
   */
  public Map<String, String> engineTableProperties(
      @Nullable String uniqueKey, String database, String table) {
    return SinkOptionExport.tableProperties(this, uniqueKey, database, table);
  }

  /** For sinks whose rows cannot name a table: throws when the options do not. */
  public void requireTable() {
    SinkOptionChecks.requireTable(this);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof StarRocksSinkOptions)) {
      return false;
    }
    StarRocksSinkOptions that = (StarRocksSinkOptions) other;
    return values.equals(that.values)
        && tablePropertiesList.equals(that.tablePropertiesList)
        && supportUpsertDelete == that.supportUpsertDelete
        && Arrays.equals(tableSchemaFieldNames, that.tableSchemaFieldNames);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Collects options as text. One thread. */
  public static final class Builder {
    private final Map<String, String> properties = new LinkedHashMap<>();

    public Builder withProperty(String key, String value) {
      if (key == null || value == null) {
        throw new NullPointerException("withProperty(" + key + ", ..): key or value is null");
      }
      properties.put(key, value);
      return this;
    }

    public StarRocksSinkOptions build() {
      SinkOptionChecks.checkKeys(properties);
      return new StarRocksSinkOptions(Configuration.fromMap(properties), properties);
    }
  }
}
