package com.starrocks.connector.flink.table.sink;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/** Brings what the user set into one map of checked texts. Stateless. */
final class SinkOptionReader {
  private SinkOptionReader() {}

  static LinkedHashMap<String, String> read(ReadableConfig options, Map<String, String> texts) {
    LinkedHashMap<String, String> values = new LinkedHashMap<>();
    for (SinkOption option : SinkOptionTable.all()) {
      String text = option.rawText(options);
      if (text == null) {
        text = texts.get(option.key());
      }
      if (text != null) {
        values.put(option.key(), option.read(text));
      }
    }
    String version = values.get(StarRocksSinkOptions.SINK_VERSION.key());
    if (version != null) {
      values.put(StarRocksSinkOptions.SINK_VERSION.key(), version.trim().toUpperCase(Locale.ROOT));
    }
    addOthers(values, texts);
    return values;
  }

  // Headers of the loads, and options that only plugins of third parties know.
  private static void addOthers(Map<String, String> values, Map<String, String> texts) {
    String prefix = StarRocksSinkOptions.SINK_PROPERTIES_PREFIX;
    boolean plugins = SinkOptionChecks.namesPlugins(values);
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(prefix) && entry.getValue() != null) {
        values.put(
            prefix + key.substring(prefix.length()).toLowerCase(Locale.ROOT), entry.getValue());
      } else if (plugins && !SinkOptionChecks.isKnown(key) && entry.getValue() != null) {
        values.put(key, entry.getValue());
      }
    }
  }

  static HashMap<String, String> streamLoadProperties(Map<String, String> values) {
    String prefix = StarRocksSinkOptions.SINK_PROPERTIES_PREFIX;
    HashMap<String, String> properties = new HashMap<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        properties.put(entry.getKey().substring(prefix.length()), entry.getValue());
      }
    }
    return properties;
  }
}
