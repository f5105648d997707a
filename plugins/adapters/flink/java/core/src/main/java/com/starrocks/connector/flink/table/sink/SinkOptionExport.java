package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.table.sink.SinkOption.Use;
import com.starrocks.data.load.stream.StreamLoadDataFormat;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The options for the native engine and for programs against the SDK. Stateless. */
final class SinkOptionExport {
  private static final String PREFIX = StarRocksSinkOptions.SINK_PROPERTIES_PREFIX;

  private static final String ROW_DELIMITER = PREFIX + "row_delimiter";
  // Headers that speak of the columns of one table: not for tables with settings of their own.
  private static final Set<String> OF_ONE_TABLE =
      new HashSet<>(
          Arrays.asList(
              "columns",
              "jsonpaths",
              "json_root",
              "where",
              "partitions",
              "temporary_partitions",
              "partial_update",
              "partial_update_mode",
              "merge_condition",
              "skip_header"));

  private SinkOptionExport() {}

  static Map<String, String> engineProperties(Map<String, String> values, boolean severalTables) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = entry.getKey();
      SinkOption option = SinkOptionTable.find(key);
      boolean elsewhere =
          option == null ? severalTables && isOfOneTable(key) : option.use() != Use.ENGINE;
      if (!elsewhere) {
        properties.put(key, asHeader(key, entry.getValue()));
      }
    }
    return properties;
  }

  // Java programs write delimiters as they are ("\n"), headers cannot: \x0a.
  private static String asHeader(String key, String value) {
    boolean delimiter = key.equals(ROW_DELIMITER) || key.equals(PREFIX + "column_separator");
    if (!delimiter || value.chars().allMatch(c -> c >= ' ' || c == '\t')) {
      return value;
    }
    StringBuilder hex = new StringBuilder("\\x");
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      hex.append(String.format("%02x", b));
    }
    return hex.toString();
  }

  private static boolean isOfOneTable(String key) {
    return key.startsWith(PREFIX) && OF_ONE_TABLE.contains(key.substring(PREFIX.length()));
  }

  static Map<String, String> tableProperties(
      StarRocksSinkOptions options, String uniqueKey, String database, String table) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (options.getTablePropertiesList().isEmpty()) {
      return properties;
    }
    StreamLoadTableProperties own = find(options, uniqueKey, database, table);
    if (own != null) {
      addOwn(own, properties);
      return properties;
    }
    for (Map.Entry<String, String> entry : options.getSinkStreamLoadProperties().entrySet()) {
      if (OF_ONE_TABLE.contains(entry.getKey())) {
        properties.put(PREFIX + entry.getKey(), entry.getValue());
      }
    }
    return properties;
  }

  private static StreamLoadTableProperties find(
      StarRocksSinkOptions options, String uniqueKey, String database, String table) {
    for (StreamLoadTableProperties candidate : options.getTablePropertiesList()) {
      if (uniqueKey != null && uniqueKey.equals(candidate.getUniqueKey())) {
        return candidate;
      }
    }
    for (StreamLoadTableProperties candidate : options.getTablePropertiesList()) {
      if (candidate.getDatabase().equals(database) && candidate.getTable().equals(table)) {
        return candidate;
      }
    }
    return null;
  }

  private static void addOwn(StreamLoadTableProperties own, Map<String, String> properties) {
    for (Map.Entry<String, String> entry : own.getProperties().entrySet()) {
      String key = PREFIX + entry.getKey().toLowerCase(Locale.ROOT);
      properties.put(key, asHeader(key, entry.getValue()));
    }
    if (!own.isDataFormatChosen()) {
      return;
    }
    if (own.getDataFormat() instanceof StreamLoadDataFormat.CSVFormat) {
      properties.putIfAbsent(PREFIX + "format", "csv");
      String delimiter = ((StreamLoadDataFormat.CSVFormat) own.getDataFormat()).rowDelimiter();
      properties.putIfAbsent(ROW_DELIMITER, asHeader(ROW_DELIMITER, delimiter));
    } else {
      properties.putIfAbsent(PREFIX + "format", "json");
    }
  }

  static StreamLoadProperties sdkProperties(StarRocksSinkOptions options) {
    StreamLoadProperties.Builder builder =
        StreamLoadProperties.builder()
            .jdbcUrl(options.getJdbcUrl())
            .username(options.getUsername())
            .password(options.getPassword())
            .labelPrefix(options.getLabelPrefix())
            .connectTimeout(options.getConnectTimeout())
            .waitForContinueTimeoutMs(options.getWaitForContinueTimeout())
            .ioThreadCount(options.getIoThreadCount())
            .scanningFrequency(options.getScanFrequency())
            .cacheMaxBytes(options.getSinkMaxBytes())
            .expectDelayTime(options.getSinkMaxFlushInterval())
            .maxRetries(options.getSinkMaxRetries())
            .retryIntervalInMs(options.getRetryIntervalMs())
            .addHeaders(options.getSinkStreamLoadProperties());
    if (options.getLoadUrlList() != null) {
      builder.loadUrls(options.getLoadUrlList().toArray(new String[0]));
    }
    if (!"V1".equals(options.getSinkVersion())) {
      builder.enableTransaction();
    }
    if (options.getDatabaseName() != null && options.getTableName() != null) {
      builder.defaultTableProperties(defaultTable(options));
    }
    options.getTablePropertiesList().forEach(builder::addTableProperties);
    return builder.build();
  }

  private static StreamLoadTableProperties defaultTable(StarRocksSinkOptions options) {
    boolean json = options.getStreamLoadFormat() == StarRocksSinkOptions.StreamLoadFormat.JSON;
    String delimiter = options.getSinkStreamLoadProperties().get("row_delimiter");
    StreamLoadDataFormat csv =
        delimiter == null || delimiter.isEmpty()
            ? StreamLoadDataFormat.CSV
            : new StreamLoadDataFormat.CSVFormat(delimiter);
    return StreamLoadTableProperties.builder()
        .database(options.getDatabaseName())
        .table(options.getTableName())
        .enableUpsertDelete(options.supportUpsertDelete())
        .streamLoadDataFormat(json ? StreamLoadDataFormat.JSON : csv)
        .chunkLimit(options.getChunkLimit())
        .addProperties(options.getSinkStreamLoadProperties())
        .build();
  }
}
