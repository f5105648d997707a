package com.starrocks.connector.flink.table.sink;

import static com.starrocks.connector.flink.table.sink.SinkOption.Outside.FAILS;
import static com.starrocks.connector.flink.table.sink.SinkOption.Outside.FAILS_BELOW;
import static com.starrocks.connector.flink.table.sink.SinkOption.Outside.IS_MOVED;

import com.starrocks.connector.flink.table.sink.SinkOption.Kind;
import com.starrocks.connector.flink.table.sink.SinkOption.Use;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;

/**
 * All options of the sink with their ranges, which are those of the engine (docs/options.md), so
 * that a value is refused while the job is planned and not when it runs. Constants.
 */
final class SinkOptionTable {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long INT_MAX = Integer.MAX_VALUE;

  private static final Map<String, SinkOption> BY_KEY = new LinkedHashMap<>();

  static {
    addConnection();
    addLoads();
    addExactlyOnce();
    addFlink();
    addTransport();
    addPlugins();
    addWithoutEffect();
  }

  private SinkOptionTable() {}

  static Collection<SinkOption> all() {
    return Collections.unmodifiableCollection(BY_KEY.values());
  }

  /** null: there is none of this key. */
  static SinkOption find(String key) {
    return BY_KEY.get(key);
  }

  static Set<ConfigOption<?>> configOptions() {
    Set<ConfigOption<?>> options = new LinkedHashSet<>();
    for (SinkOption option : BY_KEY.values()) {
      options.add(option.option());
    }
    return options;
  }

  private static void addConnection() {
    engine(StarRocksSinkOptions.JDBC_URL, Kind.TEXT);
    engine(StarRocksSinkOptions.LOAD_URL, Kind.LIST);
    engine(StarRocksSinkOptions.DATABASE_NAME, Kind.TEXT);
    engine(StarRocksSinkOptions.TABLE_NAME, Kind.TEXT);
    engine(StarRocksSinkOptions.USERNAME, Kind.TEXT);
    engine(StarRocksSinkOptions.PASSWORD, Kind.TEXT);
  }

  private static void addLoads() {
    engine(StarRocksSinkOptions.SINK_VERSION, Kind.TEXT);
    engine(StarRocksSinkOptions.SINK_SEMANTIC, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_DELIVERY_GUARANTEE, Kind.TEXT);
    engine(StarRocksSinkOptions.SINK_LABEL_PREFIX, Kind.TEXT);
    engine(StarRocksSinkOptions.SINK_BATCH_MAX_SIZE, Kind.BYTES, 64 * MIB, 10 * GIB, FAILS);
    engine(StarRocksSinkOptions.SINK_BATCH_MAX_ROWS, Kind.NUMBER, 64000, 5000000, FAILS);
    engine(StarRocksSinkOptions.SINK_BATCH_FLUSH_INTERVAL, Kind.MILLIS, 1, 3600000, FAILS);
    engine(
        StarRocksSinkOptions.SINK_BATCH_OFFER_TIMEOUT, Kind.MILLIS, 300000, INT_MAX, FAILS_BELOW);
    engine(StarRocksSinkOptions.SINK_CHUNK_LIMIT, Kind.BYTES, MIB, 10 * GIB, IS_MOVED);
    engine(StarRocksSinkOptions.SINK_IO_THREAD_COUNT, Kind.NUMBER, 1, 64, FAILS_BELOW);
    engine(StarRocksSinkOptions.SINK_MAX_RETRIES, Kind.NUMBER, 0, 1000, FAILS);
    engine(StarRocksSinkOptions.SINK_RETRY_INTERVAL, Kind.MILLIS, 1, INT_MAX, IS_MOVED);
    engine(StarRocksSinkOptions.SINK_AT_LEAST_ONCE_USE_TRANSACTION_LOAD, Kind.FLAG);
    engine(
        StarRocksSinkMoreOptions.SINK_TRANSACTION_MAX_BYTES,
        Kind.BYTES,
        64 * MIB,
        100 * GIB,
        FAILS);
    engine(StarRocksSinkMoreOptions.SINK_LABEL_STATE_TIMEOUT, Kind.MILLIS, 1000, INT_MAX, FAILS);
    engine(StarRocksSinkMoreOptions.SINK_TIMEZONE, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SPILL_DIRECTORY, Kind.TEXT);
  }

  private static void addExactlyOnce() {
    engine(StarRocksSinkOptions.SINK_ENABLE_EXACTLY_ONCE_LABEL_GEN, Kind.FLAG);
    engine(StarRocksSinkOptions.SINK_ABORT_LINGERING_TXNS, Kind.FLAG);
    engine(StarRocksSinkOptions.SINK_ABORT_CHECK_NUM_TXNS, Kind.NUMBER, -1, 1000000, IS_MOVED);
    engine(StarRocksSinkMoreOptions.SINK_SETTLED_LABELS, Kind.LIST);
  }

  private static void addFlink() {
    add(
        new SinkOption(StarRocksSinkOptions.SINK_PARALLELISM, Kind.NUMBER, Use.FLINK)
            .range(1, 1 << 15, FAILS));
    add(new SinkOption(StarRocksSinkOptions.SINK_IGNORE_UPDATE_BEFORE, Kind.FLAG, Use.FLINK));
    add(new SinkOption(StarRocksSinkOptions.SINK_USE_NEW_SINK_API, Kind.FLAG, Use.FLINK));
    add(
        new SinkOption(
            StarRocksSinkOptions.SINK_METRIC_HISTOGRAM_WINDOW_SIZE, Kind.NUMBER, Use.NOBODY));
  }

  private static void addTransport() {
    engine(StarRocksSinkOptions.SINK_CONNECT_TIMEOUT, Kind.MILLIS, 100, 60000, IS_MOVED);
    engine(
        StarRocksSinkOptions.SINK_WAIT_FOR_CONTINUE_TIMEOUT, Kind.MILLIS, 3000, 600000, IS_MOVED);
    engine(StarRocksSinkMoreOptions.SINK_SOCKET_TIMEOUT, Kind.MILLIS, -1, 86400000, IS_MOVED);
    engine(StarRocksSinkMoreOptions.SINK_BACKEND_ADDRESS_MAP, Kind.LIST);
    engine(StarRocksSinkMoreOptions.SINK_ALLOWED_BACKENDS, Kind.LIST);
    engine(StarRocksSinkMoreOptions.SINK_SSL_CA_FILE, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SSL_CA_DIR, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SSL_CERT_FILE, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SSL_KEY_FILE, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SSL_VERIFY, Kind.FLAG);
  }

  private static void addPlugins() {
    engine(StarRocksSinkMoreOptions.SINK_PLUGIN_PATH, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SERIALIZER, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_TRANSPORT, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_NESTED_SERIALIZER, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_SEMANTICS_PLUGIN, Kind.TEXT);
    engine(StarRocksSinkMoreOptions.SINK_THIRD_PARTY_PLUGINS, Kind.FLAG);
  }

  private static void addWithoutEffect() {
    engine(StarRocksSinkOptions.SINK_SCAN_FREQUENCY, Kind.MILLIS, 50, INT_MAX, FAILS);
    engine(StarRocksSinkMoreOptions.SINK_SANITIZE_ERROR_LOG, Kind.FLAG);
    nobody(StarRocksSinkMoreOptions.SINK_WRAP_JSON_AS_ARRAY, Kind.FLAG);
    nobody(StarRocksSinkMoreOptions.SINK_BLACKHOLE, Kind.FLAG);
    nobody(StarRocksSinkMoreOptions.SINK_PUBLISH_TIMEOUT, Kind.MILLIS);
    nobody(StarRocksSinkMoreOptions.SINK_MULTI_TABLE_TRANSACTION, Kind.FLAG);
    nobody(StarRocksSinkMoreOptions.SINK_MULTI_TABLE_BUFFER_SIZE, Kind.BYTES);
    for (ConfigOption<?> option : MergeCommitOptions.ALL) {
      nobody(option, option.key().endsWith("-connection") ? Kind.FLAG : Kind.NUMBER);
    }
  }

  private static void engine(ConfigOption<?> option, Kind kind) {
    add(new SinkOption(option, kind, Use.ENGINE));
  }

  private static void engine(
      ConfigOption<?> option, Kind kind, long min, long max, SinkOption.Outside outside) {
    add(new SinkOption(option, kind, Use.ENGINE).range(min, max, outside));
  }

  private static void nobody(ConfigOption<?> option, Kind kind) {
    add(new SinkOption(option, kind, Use.NOBODY));
  }

  private static void add(SinkOption option) {
    BY_KEY.put(option.key(), option);
  }
}
