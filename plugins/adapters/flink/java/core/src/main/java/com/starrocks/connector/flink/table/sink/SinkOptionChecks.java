package com.starrocks.connector.flink.table.sink;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be told of options without asking a server. Stateless. */
final class SinkOptionChecks {
  private static final Logger LOG = LoggerFactory.getLogger(SinkOptionChecks.class);

  static final List<ConfigOption<?>> REQUIRED =
      Arrays.asList(
          StarRocksSinkOptions.JDBC_URL,
          StarRocksSinkOptions.LOAD_URL,
          StarRocksSinkOptions.DATABASE_NAME,
          StarRocksSinkOptions.TABLE_NAME,
          StarRocksSinkOptions.USERNAME,
          StarRocksSinkOptions.PASSWORD);
  private static final List<ConfigOption<?>> REFUSED =
      Arrays.asList(
          StarRocksSinkMoreOptions.SINK_WRAP_JSON_AS_ARRAY,
          StarRocksSinkMoreOptions.SINK_BLACKHOLE,
          StarRocksSinkMoreOptions.SINK_MULTI_TABLE_TRANSACTION);
  private static final Pattern LABEL_PREFIX = Pattern.compile("[-_A-Za-z0-9]{1,62}");
  // Of tables that are read, too, and of Flink itself.
  private static final Pattern OF_OTHERS =
      Pattern.compile("(connector|property-version|scan[.-].*|lookup[.-].*)");

  private SinkOptionChecks() {}

  static void check(StarRocksSinkOptions options, Map<String, String> values) {
    checkAllOrNone(values);
    checkLoadUrl(options);
    checkSemantic(StarRocksSinkOptions.SINK_SEMANTIC, values);
    checkSemantic(StarRocksSinkMoreOptions.SINK_DELIVERY_GUARANTEE, values);
    checkVersion(options.getSinkVersion());
    checkLabelPrefix(options.getLabelPrefix());
    checkZone(options.get(StarRocksSinkMoreOptions.SINK_TIMEZONE));
    checkRefused(options, values);
  }

  private static void checkAllOrNone(Map<String, String> values) {
    long there = REQUIRED.stream().filter(option -> values.containsKey(option.key())).count();
    // Records may name their tables themselves.
    boolean noTable =
        !values.containsKey(StarRocksSinkOptions.DATABASE_NAME.key())
            && !values.containsKey(StarRocksSinkOptions.TABLE_NAME.key());
    if (there != 0 && there != REQUIRED.size() && !(noTable && there == REQUIRED.size() - 2)) {
      throw new IllegalArgumentException(
          "Either all or none of the following options should be provided:\n" + requiredKeys());
    }
  }

  /** For sinks whose rows cannot name a table. */
  static void requireTable(StarRocksSinkOptions options) {
    if (options.getDatabaseName() == null || options.getTableName() == null) {
      throw new IllegalArgumentException(
          "Rows of a schema go into one table: all of the following options should be provided:\n"
              + requiredKeys());
    }
  }

  private static String requiredKeys() {
    return REQUIRED.stream().map(ConfigOption::key).collect(Collectors.joining("\n"));
  }

  private static void checkLoadUrl(StarRocksSinkOptions options) {
    if (options.getLoadUrlList() == null) {
      return;
    }
    for (String host : options.getLoadUrlList()) {
      if (host.split(":").length < 2 || host.matches(".*[,\\s].*")) {
        throw new ValidationException(
            String.format(
                "Could not parse host '%s' in option 'load-url'. It should follow the format"
                    + " 'host_name:port'. Several hosts are separated by ';'.",
                host));
      }
    }
  }

  private static void checkSemantic(ConfigOption<String> option, Map<String, String> values) {
    String value = values.get(option.key());
    if (value != null && StarRocksSinkSemantic.fromName(value) == null) {
      throw new ValidationException(
          String.format(
              "Unsupported value '%s' for '%s'. Supported values are ['at-least-once',"
                  + " 'exactly-once'].",
              value, option.key()));
    }
  }

  private static void checkVersion(String version) {
    if (!Arrays.asList("V1", "V2", "AUTO").contains(version)) {
      throw new UnsupportedOperationException(
          "Unsupported sink type " + version + ": 'sink.version' takes V1, V2 or AUTO.");
    }
  }

  private static void checkLabelPrefix(String prefix) {
    if (prefix != null && !LABEL_PREFIX.matcher(prefix).matches()) {
      throw new ValidationException(
          String.format(
              "Unsupported value '%s' for 'sink.label-prefix'. It takes 1 to 62 of the characters"
                  + " [-_A-Za-z0-9].",
              prefix));
    }
  }

  private static void checkZone(String zone) {
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new ValidationException(
          String.format(
              "Unsupported value '%s' for 'sink.timezone'. It takes UTC, +08:00 or a name such as"
                  + " Europe/Berlin.",
              zone));
    }
  }

  private static void checkRefused(StarRocksSinkOptions options, Map<String, String> values) {
    for (ConfigOption<?> option : REFUSED) {
      if ("true".equals(values.get(option.key()))) {
        throw new ValidationException(
            String.format(
                "Unsupported value 'true' for '%s'. This connector does not have it: %s",
                option.key(), NearestKey.description(option)));
      }
    }
    if ("true"
        .equalsIgnoreCase(options.getSinkStreamLoadProperties().get(MergeCommitOptions.SWITCH))) {
      throw new ValidationException(
          "Unsupported value 'true' for 'sink.properties.enable_merge_commit'. This connector does"
              + " not merge commits: remove it, and choose 'sink.buffer-flush.interval-ms' for how"
              + " soon rows are in the table.");
    }
    warnOfNoEffect(values);
  }

  private static void warnOfNoEffect(Map<String, String> values) {
    if (values.containsKey(StarRocksSinkMoreOptions.SINK_PUBLISH_TIMEOUT.key())) {
      LOG.warn(
          "'{}' has no effect: a commit is asked for until '{}' is over",
          StarRocksSinkMoreOptions.SINK_PUBLISH_TIMEOUT.key(),
          StarRocksSinkMoreOptions.SINK_LABEL_STATE_TIMEOUT.key());
    }
  }

  /** The user chose plugins by name, which may have options that are not known here. */
  static boolean namesPlugins(Map<String, String> values) {
    return values.containsKey(StarRocksSinkMoreOptions.SINK_PLUGIN_PATH.key())
        || values.containsKey(StarRocksSinkMoreOptions.SINK_SERIALIZER.key())
        || values.containsKey(StarRocksSinkMoreOptions.SINK_TRANSPORT.key())
        || values.containsKey(StarRocksSinkMoreOptions.SINK_SEMANTICS_PLUGIN.key())
        || values.containsKey(StarRocksSinkMoreOptions.SINK_NESTED_SERIALIZER.key());
  }

  /** Beginnings of keys that Flink need not know. */
  static String[] exceptions(Map<String, String> properties) {
    Stream<String> ofPlugins =
        namesPlugins(properties)
            ? properties.keySet().stream().filter(key -> !isKnown(key))
            : Stream.empty();
    return Stream.concat(Stream.of(StarRocksSinkOptions.SINK_PROPERTIES_PREFIX), ofPlugins)
        .toArray(String[]::new);
  }

  static boolean isKnown(String key) {
    if (key.startsWith(StarRocksSinkOptions.SINK_PROPERTIES_PREFIX)
        || OF_OTHERS.matcher(key).matches()
        || SinkOptionTable.find(key) != null) {
      return true;
    }
    return SinkOptionTable.all().stream()
        .flatMap(option -> NearestKey.fallbackKeys(option.option()))
        .anyMatch(key::equals);
  }

  /** Refuses a key that nobody knows: a typing error would else act like the default. */
  static void checkKeys(Map<String, String> properties) {
    if (namesPlugins(properties)) {
      return;
    }
    for (String key : properties.keySet()) {
      if (!isKnown(key)) {
        throw new ValidationException(
            String.format(
                "Unsupported option '%s'. Did you mean '%s'? What begins with '%s' is sent with"
                    + " every load.",
                key, NearestKey.of(key), StarRocksSinkOptions.SINK_PROPERTIES_PREFIX));
      }
    }
  }
}
