package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.manager.StarRocksSinkTable;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
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
      ConfigOptions.key("jdbc-url")
          .stringType()
          .noDefaultValue()
          .withDescription("Where FEs take queries: jdbc:mysql://fe1:9030,fe2:9030.");

  public static final ConfigOption<List<String>> LOAD_URL =
      ConfigOptions.key("load-url")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription("Where FEs take loads: fe1:8030;fe2:8030, or https://fe1:8443.");

  public static final ConfigOption<String> DATABASE_NAME =
      ConfigOptions.key("database-name")
          .stringType()
          .noDefaultValue()
          .withDescription("The table's database.");

  public static final ConfigOption<String> TABLE_NAME =
      ConfigOptions.key("table-name")
          .stringType()
          .noDefaultValue()
          .withDescription("The table to load into.");

  public static final ConfigOption<String> USERNAME =
      ConfigOptions.key("username")
          .stringType()
          .noDefaultValue()
          .withDescription("A user with INSERT on the table.");

  public static final ConfigOption<String> PASSWORD =
      ConfigOptions.key("password")
          .stringType()
          .noDefaultValue()
          .withDescription("The user's password, which may be empty.");

  public static final ConfigOption<String> SINK_VERSION =
      ConfigOptions.key("sink.version")
          .stringType()
          .defaultValue("AUTO")
          .withDescription(
              "V1: stream load. V2: transactions. AUTO: V2 where the server has it (2.4 and later).");

  public static final ConfigOption<String> SINK_LABEL_PREFIX =
      ConfigOptions.key("sink.label-prefix")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "What labels begin with: [-_A-Za-z0-9], at most 62 characters, of this job alone.");

  public static final ConfigOption<Integer> SINK_CONNECT_TIMEOUT =
      ConfigOptions.key("sink.connect.timeout-ms")
          .intType()
          .defaultValue(1000)
          .withDescription("How long one attempt to connect may take.");

  public static final ConfigOption<Integer> SINK_WAIT_FOR_CONTINUE_TIMEOUT =
      ConfigOptions.key("sink.wait-for-continue.timeout-ms")
          .intType()
          .defaultValue(10000)
          .withDescription("How long to wait for the server's 100 Continue.");

  public static final ConfigOption<Integer> SINK_IO_THREAD_COUNT =
      ConfigOptions.key("sink.io.thread-count")
          .intType()
          .defaultValue(2)
          .withDescription("Threads that send. A table's loads go one after the other.");

  public static final ConfigOption<Long> SINK_CHUNK_LIMIT =
      ConfigOptions.key("sink.chunk-limit")
          .longType()
          .defaultValue(3L << 30)
          .withDescription("The largest body of one load request, in bytes.");

  public static final ConfigOption<Long> SINK_SCAN_FREQUENCY =
      ConfigOptions.key("sink.scan-frequency.ms")
          .longType()
          .defaultValue(50L)
          .withDescription("Accepted, without effect: nothing is scanned.");

  public static final ConfigOption<String> SINK_SEMANTIC =
      ConfigOptions.key("sink.semantic")
          .stringType()
          .defaultValue(StarRocksSinkSemantic.AT_LEAST_ONCE.getName())
          .withDescription("What holds when something fails: at-least-once or exactly-once.");

  public static final ConfigOption<Long> SINK_BATCH_MAX_SIZE =
      ConfigOptions.key("sink.buffer-flush.max-bytes")
          .longType()
          .defaultValue(90L << 20)
          .withDescription("A writer's whole memory outside the Java heap, in bytes.");

  public static final ConfigOption<Long> SINK_BATCH_MAX_ROWS =
      ConfigOptions.key("sink.buffer-flush.max-rows")
          .longType()
          .defaultValue(500000L)
          .withDescription("A load is closed when it has so many rows.");

  public static final ConfigOption<Long> SINK_BATCH_FLUSH_INTERVAL =
      ConfigOptions.key("sink.buffer-flush.interval-ms")
          .longType()
          .defaultValue(300000L)
          .withDescription("At-least-once: rows wait at most so long before they are loaded.");

  public static final ConfigOption<Boolean> SINK_AT_LEAST_ONCE_USE_TRANSACTION_LOAD =
      ConfigOptions.key("sink.at-least-once.use-transaction-stream-load")
          .booleanType()
          .defaultValue(true)
          .withDescription("false: at-least-once takes stream load instead of transactions.");

  public static final ConfigOption<Integer> SINK_MAX_RETRIES =
      ConfigOptions.key("sink.max-retries")
          .intType()
          .defaultValue(3)
          .withDescription("How often a load that failed for a passing reason is sent again.");

  public static final ConfigOption<Integer> SINK_RETRY_INTERVAL =
      ConfigOptions.key("sink.retry.interval-ms")
          .intType()
          .defaultValue(10000)
          .withDescription("The longest pause between two tries.");

  public static final ConfigOption<Long> SINK_BATCH_OFFER_TIMEOUT =
      ConfigOptions.key("sink.buffer-flush.enqueue-timeout-ms")
          .longType()
          .defaultValue(600000L)
          .withDescription("How long a row waits for memory before the task fails.");

  public static final ConfigOption<Integer> SINK_METRIC_HISTOGRAM_WINDOW_SIZE =
      ConfigOptions.key("sink.metric.histogram-window-size")
          .intType()
          .defaultValue(100)
          .withDescription("How many values the histograms among the metrics look at.");

  public static final ConfigOption<Boolean> SINK_IGNORE_UPDATE_BEFORE =
      ConfigOptions.key("sink.ignore.update-before")
          .booleanType()
          .defaultValue(true)
          .withDescription("false: the old value of an update is written as a deletion.");

  public static final ConfigOption<Boolean> SINK_ENABLE_EXACTLY_ONCE_LABEL_GEN =
      ConfigOptions.key("sink.exactly-once.enable-label-gen")
          .booleanType()
          .defaultValue(true)
          .withDescription("false: labels are random even with sink.label-prefix.");

  public static final ConfigOption<Boolean> SINK_ABORT_LINGERING_TXNS =
      ConfigOptions.key("sink.exactly-once.enable-abort-lingering-txn")
          .booleanType()
          .defaultValue(true)
          .withDescription("With sink.label-prefix: roll back what earlier attempts left open.");

  public static final ConfigOption<Integer> SINK_ABORT_CHECK_NUM_TXNS =
      ConfigOptions.key("sink.exactly-once.check-num-lingering-txn")
          .intType()
          .defaultValue(-1)
          .withDescription("How many labels of earlier attempts are looked at; -1: enough.");

  public static final ConfigOption<Boolean> SINK_USE_NEW_SINK_API =
      ConfigOptions.key("sink.use.new-sink-api")
          .booleanType()
          .defaultValue(false)
          .withDescription("true: Flink's Sink V2 (Flink 1.15 and later).");

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
    return get(LOAD_URL);
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

  /** Collects options as text. One thread. */
  public static final class Builder {
    private final Map<String, String> properties = new LinkedHashMap<>();

    public Builder withProperty(String key, String value) {
      properties.put(key, value);
      return this;
    }

    public StarRocksSinkOptions build() {
      SinkOptionChecks.checkKeys(properties);
      return new StarRocksSinkOptions(Configuration.fromMap(properties), properties);
    }
  }
}
