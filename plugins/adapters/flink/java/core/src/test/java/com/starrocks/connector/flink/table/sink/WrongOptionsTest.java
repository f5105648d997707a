package com.starrocks.connector.flink.table.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.flink.table.api.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message names the key, the value and what is allowed. */
class WrongOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sink.buffer-flush.max-bytes         | 1       | [67108864, 10737418240]",
        "sink.buffer-flush.max-bytes         | 10737418241 | [67108864, 10737418240]",
        "sink.buffer-flush.max-rows          | 63999   | [64000, 5000000]",
        "sink.buffer-flush.max-rows          | 5000001 | [64000, 5000000]",
        "sink.buffer-flush.interval-ms       | 0       | [1, 3600000]",
        "sink.buffer-flush.interval-ms       | 3600001 | [1, 3600000]",
        "sink.max-retries                    | -1      | [0, 1000]",
        "sink.max-retries                    | 1001    | [0, 1000]",
        "sink.buffer-flush.enqueue-timeout-ms| 299999  | [300000, 2147483647]",
        "sink.io.thread-count                | 0       | [1, 64]",
        "sink.scan-frequency.ms              | 49      | [50, 2147483647]",
        "sink.transaction.max-bytes          | 5       | [67108864, 107374182400]",
        "sink.parallelism                    | 0       | [1, 32768]",
        "sink.max-retries                    | 99999999999999999999999 | [0, 1000]",
      })
  void numberOutsideItsRange(String key, String value, String range) {
    String message = messageOf(key, value);
    assertEquals(
        String.format(
            "Unsupported value '%s' for '%s'. Supported value range: %s.", value, key, range),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sink.max-retries              | many  | It takes a whole number. Supported value range:"
            + " [0, 1000].",
        "sink.max-retries              | 5 s   | It takes a whole number.",
        "sink.buffer-flush.interval-ms | later | It takes milliseconds, or a time such as '5 s'.",
        "sink.buffer-flush.max-bytes   | 90 xb | It takes bytes, or a size such as '90 mb'.",
        "sink.ignore.update-before     | yes   | It takes true or false.",
        "sink.ssl.verify               | 0     | It takes true or false.",
        "sink.semantic   | Exactly-Once | Supported values are ['at-least-once', 'exactly-once'].",
        "sink.delivery-guarantee | none | Supported values are ['at-least-once', 'exactly-once'].",
        "sink.label-prefix       | a b  | It takes 1 to 62 of the characters [-_A-Za-z0-9].",
        "sink.timezone           | Mars/Base | It takes UTC, +08:00",
      })
  void textThatCannotBeRead(String key, String value, String rest) {
    String message = messageOf(key, value);
    assertTrue(
        message.startsWith(String.format("Unsupported value '%s' for '%s'.", value, key)), message);
    assertTrue(message.contains(rest), message);
  }

  @ParameterizedTest
  @CsvSource({
    "sink.connect.timeout-ms, 1, 100",
    "sink.connect.timeout-ms, 70000, 60000",
    "sink.wait-for-continue.timeout-ms, 1, 3000",
    "sink.wait-for-continue.timeout-ms, 11 min, 600000",
    "sink.chunk-limit, 5, 1048576",
    "sink.chunk-limit, 99999999999999, 10737418240",
    "sink.io.thread-count, 1000, 64",
    "sink.retry.interval-ms, 0, 1",
    "sink.socket.timeout-ms, -5, -1",
    "sink.exactly-once.check-num-lingering-txn, -7, -1",
  })
  void numberThatIsMovedIntoItsRange(String key, String value, String taken) {
    assertEquals(taken, TestOptions.with(key, value).engineProperties().get(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe1", "fe1:8030,fe2:8030", "fe1:8030; fe2", "fe1:8030 fe2:8030"})
  void loadUrlWithoutPort(String value) {
    String message = messageOf("load-url", value);
    assertTrue(message.startsWith("Could not parse host '"), message);
    assertTrue(
        message.contains("in option 'load-url'. It should follow the format 'host_name:port'."),
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc-url", "load-url", "database-name", "table-name", "username", "password"})
  void oneRequiredOptionIsMissing(String key) {
    Map<String, String> options = TestOptions.required();
    options.remove(key);
    String message =
        assertThrows(IllegalArgumentException.class, () -> TestOptions.of(options)).getMessage();
    assertTrue(
        message.startsWith(
            "Either all or none of the following options should be provided:\njdbc-url\n"),
        message);
  }

  @Test
  void unknownVersion() {
    String message =
        assertThrows(
                UnsupportedOperationException.class, () -> TestOptions.with("sink.version", "v3"))
            .getMessage();
    assertEquals("Unsupported sink type V3: 'sink.version' takes V1, V2 or AUTO.", message);
  }

  @ParameterizedTest
  @CsvSource({
    "sink.semantics, sink.semantic",
    "sink.buffer-flush.max-byte, sink.buffer-flush.max-bytes",
    "tablename, table-name",
  })
  void unknownKeyIsAnsweredWithTheNearest(String key, String nearest) {
    String message = messageOf(key, "x");
    assertTrue(
        message.startsWith("Unsupported option '" + key + "'. Did you mean '" + nearest + "'?"),
        message);
  }

  @Test
  void nullIsNamed() {
    String message =
        assertThrows(NullPointerException.class, () -> TestOptions.with("password", null))
            .getMessage();
    assertTrue(message.contains("withProperty(password"), message);
  }

  @Test
  void keysOfOthersAreLetThrough() {
    TestOptions.with("scan-url", "fe:8030", "lookup.cache.max-rows", "5", "connector", "starrocks");
    TestOptions.with("sink.merge-commit.max-inflight-requests", "5");
  }

  @Test
  void optionsOfPluginsReachTheEngine() {
    Map<String, String> properties =
        TestOptions.with("sink.plugin-path", "/opt/plugins", "avro.codec", "zstd")
            .engineProperties();
    assertEquals("zstd", properties.get("avro.codec"));
    assertEquals("/opt/plugins", properties.get("sink.plugin-path"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sink.wrap-json-as-array",
        "sink.blackhole",
        "sink.transaction.multi-table.enabled",
        "sink.properties.enable_merge_commit"
      })
  void whatThereIsNot(String key) {
    TestOptions.with(key, "false");
    String message = messageOf(key, "true");
    assertTrue(
        message.startsWith("Unsupported value 'true' for '" + key + "'. This connector does"),
        message);
  }

  private static String messageOf(String key, String value) {
    return assertThrows(ValidationException.class, () -> TestOptions.with(key, value)).getMessage();
  }
}
