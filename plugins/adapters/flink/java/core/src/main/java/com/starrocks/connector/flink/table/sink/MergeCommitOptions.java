package com.starrocks.connector.flink.table.sink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * Options of merge commit, which the official connector has since 1.2.13 and this one has not. They
 * are known so that DDL which merely tunes it is taken. Constants.
 */
final class MergeCommitOptions {
  /** The header that switches merge commit on. */
  static final String SWITCH = "enable_merge_commit";

  private static final String PREFIX = "sink.merge-commit.";

  static final List<ConfigOption<?>> ALL;

  static {
    List<ConfigOption<?>> all = new ArrayList<>();
    all.add(number("chunk.size").noDefaultValue());
    all.add(
        number("max-concurrent-requests")
            .defaultValue((long) Integer.MAX_VALUE)
            .withDeprecatedKeys(PREFIX + "max-inflight-requests"));
    all.add(number("http.thread.num").defaultValue(3L));
    all.add(number("http.max-connections").defaultValue(20L));
    all.add(number("http.total-max-connections").defaultValue(1000L));
    all.add(number("http.idle-connection-timeout-ms").defaultValue(60000L));
    all.add(number("node-meta.update-interval-ms").defaultValue(5000L));
    all.add(
        number("check-label-state.init-delay-ms")
            .defaultValue(500L)
            .withDeprecatedKeys(PREFIX + "check-state.init-delay-ms"));
    all.add(
        number("check-label-state.interval-ms")
            .defaultValue(500L)
            .withDeprecatedKeys(PREFIX + "check-state.interval-ms"));
    all.add(
        number("check-label-state.timeout-ms")
            .noDefaultValue()
            .withDeprecatedKeys(PREFIX + "check-state.timeout-ms"));
    all.add(
        ConfigOptions.key(PREFIX + "backend-direct-connection").booleanType().defaultValue(false));
    ALL = Collections.unmodifiableList(all);
  }

  private MergeCommitOptions() {}

  private static ConfigOptions.TypedConfigOptionBuilder<Long> number(String name) {
    return ConfigOptions.key(PREFIX + name).longType();
  }
}
