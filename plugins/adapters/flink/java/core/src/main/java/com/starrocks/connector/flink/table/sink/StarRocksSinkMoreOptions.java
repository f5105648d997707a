package com.starrocks.connector.flink.table.sink;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of connector versions after 1.2.9 and those that only this connector has. Constants. */
public final class StarRocksSinkMoreOptions {
  // Of later versions of the official connector.
  public static final ConfigOption<Integer> SINK_SOCKET_TIMEOUT =
      ConfigOptions.key("sink.socket.timeout-ms")
          .intType()
          .defaultValue(60000)
          .withDescription(
              "How long a connection may stand still. 0 or -1: no such limit; the total time of a"
                  + " load (sink.properties.timeout) holds anyway.");
  public static final ConfigOption<Boolean> SINK_WRAP_JSON_AS_ARRAY =
      flag("sink.wrap-json-as-array", "Only false: a record is one JSON object.");
  public static final ConfigOption<Boolean> SINK_SANITIZE_ERROR_LOG =
      flag("sink.sanitize-error-log", "Accepted, without effect: logs never hold rows.");
  public static final ConfigOption<Boolean> SINK_BLACKHOLE =
      flag("sink.blackhole", "Only false: rows are never thrown away.");
  public static final ConfigOption<Integer> SINK_PUBLISH_TIMEOUT =
      ConfigOptions.key("sink.publish-timeout.ms")
          .intType()
          .defaultValue(-1)
          .withDescription(
              "Accepted, without effect: see sink.label-state.timeout-ms.");
  public static final ConfigOption<Boolean> SINK_MULTI_TABLE_TRANSACTION =
      flag(
          "sink.transaction.multi-table.enabled",
          "Only false: each table has transactions of its own.");
  public static final ConfigOption<Long> SINK_MULTI_TABLE_BUFFER_SIZE =
      ConfigOptions.key("sink.transaction.multi-table.buffer-size")
          .longType()
          .defaultValue(128L << 20)
          .withDescription("Accepted, without effect: see sink.buffer-flush.max-bytes.");

  // Our own.
  public static final ConfigOption<String> SINK_DELIVERY_GUARANTEE =
      text("sink.delivery-guarantee", "Another name of sink.semantic, which wins.");
  public static final ConfigOption<String> SINK_SERIALIZER =
      text("sink.serializer", "A serializer plugin's name; goes before sink.properties.format.");
  public static final ConfigOption<String> SINK_TRANSPORT =
      text("sink.transport", "A transport plugin's name; goes before sink.version.");
  public static final ConfigOption<String> SINK_NESTED_SERIALIZER =
      ConfigOptions.key("sink.nested-serializer")
          .stringType()
          .defaultValue("map_row_json")
          .withDescription("The plugin that writes ARRAY, MAP and ROW values for csv and json.");
  public static final ConfigOption<String> SINK_PLUGIN_PATH =
      text("sink.plugin-path", "Directories with plugins, with ':' between, on every TaskManager.");
  public static final ConfigOption<String> SINK_SPILL_DIRECTORY =
      text(
          "sink.spill-directory",
          "Where exactly-once over stream load keeps loads until their checkpoint is complete."
              + " Default: the TaskManager's directory for temporary files.");
  public static final ConfigOption<Long> SINK_LABEL_STATE_TIMEOUT =
      ConfigOptions.key("sink.label-state.timeout-ms")
          .longType()
          .defaultValue(300000L)
          .withDescription("How long an unclear outcome is looked into.");
  public static final ConfigOption<Long> SINK_TRANSACTION_MAX_BYTES =
      ConfigOptions.key("sink.transaction.max-bytes")
          .longType()
          .defaultValue(8L << 30)
          .withDescription("A transaction gets no larger; a checkpoint may hold several.");
  public static final ConfigOption<List<String>> SINK_SETTLED_LABELS =
      list(
          "sink.exactly-once.settled-labels",
          "Labels of a restored checkpoint that are left as they are, after somebody has looked.");
  public static final ConfigOption<String> SINK_TIMEZONE =
      ConfigOptions.key("sink.timezone")
          .stringType()
          .defaultValue("UTC")
          .withDescription("Zone of TIMESTAMP_LTZ columns: UTC, +08:00 or Europe/Berlin.");
  public static final ConfigOption<List<String>> SINK_BACKEND_ADDRESS_MAP =
      list("sink.backend-address-map", "Rewrites addresses of backends: from=to;from2=to2.");
  public static final ConfigOption<List<String>> SINK_ALLOWED_BACKENDS =
      list("sink.allowed-backends", "More hosts that may receive the password.");
  public static final ConfigOption<String> SINK_SSL_CA_FILE =
      text("sink.ssl.ca-file", "PEM file of the authorities to trust for https.");
  public static final ConfigOption<String> SINK_SSL_CA_DIR =
      text("sink.ssl.ca-dir", "Directory of trusted authorities, as openssl rehash leaves it.");
  public static final ConfigOption<String> SINK_SSL_CERT_FILE =
      text("sink.ssl.cert-file", "PEM file of the client's own certificate.");
  public static final ConfigOption<String> SINK_SSL_KEY_FILE =
      text("sink.ssl.key-file", "PEM file of its key, not encrypted. Default: the same file.");
  public static final ConfigOption<Boolean> SINK_SSL_VERIFY =
      ConfigOptions.key("sink.ssl.verify")
          .booleanType()
          .defaultValue(true)
          .withDescription("false: the servers' certificates are not checked. For tests only.");

  private StarRocksSinkMoreOptions() {}

  private static ConfigOption<String> text(String key, String description) {
    return ConfigOptions.key(key).stringType().noDefaultValue().withDescription(description);
  }

  private static ConfigOption<Boolean> flag(String key, String description) {
    return ConfigOptions.key(key).booleanType().defaultValue(false).withDescription(description);
  }

  private static ConfigOption<List<String>> list(String key, String description) {
    return ConfigOptions.key(key)
        .stringType()
        .asList()
        .noDefaultValue()
        .withDescription(description);
  }
}
