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

/**
 * Everything that a sink is told: checked when it is made, without touching the network, and
 * serialized with the job. The options themselves are inherited; those of later versions and our
 * own: {@link StarRocksSinkMoreOptions}. One thread while it is filled, any thread afterwards.
 */
public class StarRocksSinkOptions extends StarRocksSinkBaseOptions implements Serializable {
  private static final long serialVersionUID = 1L;

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
