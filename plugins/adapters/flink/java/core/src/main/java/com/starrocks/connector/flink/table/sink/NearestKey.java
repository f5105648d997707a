package com.starrocks.connector.flink.table.sink;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.description.HtmlFormatter;

/** Finds the option that somebody may have meant. Stateless. */
final class NearestKey {
  private NearestKey() {}

  static Stream<String> fallbackKeys(ConfigOption<?> option) {
    return StreamSupport.stream(option.fallbackKeys().spliterator(), false)
        .map(FallbackKey::getKey);
  }

  /** What the option's description says, as plain text. */
  static String description(ConfigOption<?> option) {
    return new HtmlFormatter().format(option.description());
  }

  static String of(String key) {
    String nearest = "";
    int smallest = Integer.MAX_VALUE;
    for (SinkOption option : SinkOptionTable.all()) {
      int distance = distance(key, option.key());
      if (distance < smallest) {
        smallest = distance;
        nearest = option.key();
      }
    }
    return nearest;
  }

  // Levenshtein's.
  private static int distance(String a, String b) {
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(last[j], row[j - 1]) + 1);
      }
      last = row;
    }
    return last[b.length()];
  }
}
