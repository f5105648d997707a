package com.starrocks.connector.flink.table.source;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options that tables of the official connector have for reading. Constants. */
final class SourceOptions {
  static final Set<ConfigOption<?>> ALL;

  static {
    Set<ConfigOption<?>> all = new LinkedHashSet<>();
    for (String key :
        new String[] {
          "scan-url",
          "scan.connect.timeout-ms",
          "scan.params.batch-rows",
          "scan.params.properties",
          "scan.params.keep-alive-min",
          "scan.params.query-timeout-s",
          "scan.params.mem-limit-byte",
          "scan.max-retries",
          "scan.be-host-mapping-list",
          "scan.columns",
          "scan.filter",
          "lookup.cache.max-rows",
          "lookup.cache.ttl-ms",
          "lookup.max-retries"
        }) {
      all.add(ConfigOptions.key(key).stringType().noDefaultValue());
    }
    ALL = Collections.unmodifiableSet(all);
  }

  private SourceOptions() {}
}
