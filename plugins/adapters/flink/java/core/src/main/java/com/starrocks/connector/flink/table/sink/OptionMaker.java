package com.starrocks.connector.flink.table.sink;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Short ways to write options down. Stateless. */
final class OptionMaker {
  private OptionMaker() {}

  static ConfigOption<String> text(String key, String description) {
    return ConfigOptions.key(key).stringType().noDefaultValue().withDescription(description);
  }

  static ConfigOption<String> text(String key, String standard, String description) {
    return ConfigOptions.key(key).stringType().defaultValue(standard).withDescription(description);
  }

  static ConfigOption<List<String>> list(String key, String description) {
    return ConfigOptions.key(key)
        .stringType()
        .asList()
        .noDefaultValue()
        .withDescription(description);
  }

  static ConfigOption<Boolean> flag(String key, boolean standard, String description) {
    return ConfigOptions.key(key).booleanType().defaultValue(standard).withDescription(description);
  }

  static ConfigOption<Integer> number(String key, int standard, String description) {
    return ConfigOptions.key(key).intType().defaultValue(standard).withDescription(description);
  }

  static ConfigOption<Long> number(String key, long standard, String description) {
    return ConfigOptions.key(key).longType().defaultValue(standard).withDescription(description);
  }
}
