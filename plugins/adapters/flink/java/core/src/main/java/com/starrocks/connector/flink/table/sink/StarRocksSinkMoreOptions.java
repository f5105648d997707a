package com.starrocks.connector.flink.table.sink;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of connector versions after 1.2.9 and those that only this connector has. Constants. */
public final class StarRocksSinkMoreOptions {
  // Of later versions of the official connector.
  public static final ConfigOption<Integer> SINK_SOCKET_TIMEOUT =
      OptionMaker.number(
          "sink.socket.timeout-ms",
          60000,
          "How long a connection may stand still. 0 or -1: no such limit; the total time of a"
              + " load (sink.properties.timeout) holds anyway.");
  public static final ConfigOption<Boolean> SINK_WRAP_JSON_AS_ARRAY =
      OptionMaker.flag(
          "sink.wrap-json-as-array", false, "Only false: a record is one JSON object.");
  public static final ConfigOption<Boolean> SINK_SANITIZE_ERROR_LOG =
      OptionMaker.flag(
          "sink.sanitize-error-log", false, "Accepted, without effect: logs never hold rows.");
  public static final ConfigOption<Boolean> SINK_BLACKHOLE =
      OptionMaker.flag("sink.blackhole", false, "Only false: rows are never thrown away.");
  public static final ConfigOption<Integer> SINK_PUBLISH_TIMEOUT =
      OptionMaker.number(
          "sink.publish-timeout.ms",
          -1,
          "Accepted, without effect: see sink.label-state.timeout-ms.");
  public static final ConfigOption<Boolean> SINK_MULTI_TABLE_TRANSACTION =
      OptionMaker.flag(
          "sink.transaction.multi-table.enabled",
          false,
          "Only false: each table has transactions of its own.");
  public static final ConfigOption<Long> SINK_MULTI_TABLE_BUFFER_SIZE =
      OptionMaker.number(
          "sink.transaction.multi-table.buffer-size",
          128L << 20,
          "Accepted, without effect: see sink.buffer-flush.max-bytes.");

  // Our own.
  public static final ConfigOption<String> SINK_DELIVERY_GUARANTEE =
      OptionMaker.text("sink.delivery-guarantee", "Another name of sink.semantic, which wins.");
  public static final ConfigOption<String> SINK_SERIALIZER =
      OptionMaker.text(
          "sink.serializer", "A serializer plugin's name; goes before sink.properties.format.");
  public static final ConfigOption<String> SINK_TRANSPORT =
      OptionMaker.text("sink.transport", "A transport plugin's name; goes before sink.version.");
  public static final ConfigOption<String> SINK_NESTED_SERIALIZER =
      OptionMaker.text(
          "sink.nested-serializer",
          "map_row_json",
          "The plugin that writes ARRAY, MAP and ROW values for csv and json.");
  public static final ConfigOption<String> SINK_SEMANTICS_PLUGIN =
      OptionMaker.text(
          "sink.semantics-plugin",
          "A semantics plugin's name; takes the place of the built-in one for sink.semantic.");
  public static final ConfigOption<Boolean> SINK_THIRD_PARTY_PLUGINS =
      OptionMaker.flag(
          "sink.third-party-plugins", true, "false: only the connector's own plugins are loaded.");
  public static final ConfigOption<String> SINK_PLUGIN_PATH =
      OptionMaker.text(
          "sink.plugin-path", "Directories with plugins, with ':' between, on every TaskManager.");
  public static final ConfigOption<String> SINK_SPILL_DIRECTORY =
      OptionMaker.text(
          "sink.spill-directory",
          "Where exactly-once over stream load keeps loads until their checkpoint is complete."
              + " Default: the TaskManager's directory for temporary files.");
  public static final ConfigOption<Long> SINK_LABEL_STATE_TIMEOUT =
      OptionMaker.number(
          "sink.label-state.timeout-ms", 300000L, "How long an unclear outcome is looked into.");
  public static final ConfigOption<Long> SINK_TRANSACTION_MAX_BYTES =
      OptionMaker.number(
          "sink.transaction.max-bytes",
          8L << 30,
          "A transaction gets no larger; a checkpoint may hold several.");
  public static final ConfigOption<List<String>> SINK_SETTLED_LABELS =
      OptionMaker.list(
          "sink.exactly-once.settled-labels",
          "Labels of a restored checkpoint that are left as they are, after somebody has looked.");
  public static final ConfigOption<String> SINK_TIMEZONE =
      OptionMaker.text(
          "sink.timezone", "UTC", "Zone of TIMESTAMP_LTZ columns: UTC, +08:00 or Europe/Berlin.");
  public static final ConfigOption<List<String>> SINK_BACKEND_ADDRESS_MAP =
      OptionMaker.list(
          "sink.backend-address-map", "Rewrites addresses of backends: from=to;from2=to2.");
  public static final ConfigOption<List<String>> SINK_ALLOWED_BACKENDS =
      OptionMaker.list("sink.allowed-backends", "More hosts that may receive the password.");
  public static final ConfigOption<String> SINK_SSL_CA_FILE =
      OptionMaker.text("sink.ssl.ca-file", "PEM file of the authorities to trust for https.");
  public static final ConfigOption<String> SINK_SSL_CA_DIR =
      OptionMaker.text(
          "sink.ssl.ca-dir", "Directory of trusted authorities, as openssl rehash leaves it.");
  public static final ConfigOption<String> SINK_SSL_CERT_FILE =
      OptionMaker.text("sink.ssl.cert-file", "PEM file of the client's own certificate.");
  public static final ConfigOption<String> SINK_SSL_KEY_FILE =
      OptionMaker.text(
          "sink.ssl.key-file", "PEM file of its key, not encrypted. Default: the same file.");
  public static final ConfigOption<Boolean> SINK_SSL_VERIFY =
      OptionMaker.flag(
          "sink.ssl.verify",
          true,
          "false: the servers' certificates are not checked. For tests only.");

  private StarRocksSinkMoreOptions() {}
}
