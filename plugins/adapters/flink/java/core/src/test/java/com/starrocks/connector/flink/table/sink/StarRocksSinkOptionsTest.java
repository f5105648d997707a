package com.starrocks.connector.flink.table.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class StarRocksSinkOptionsTest {
  @Test
  void defaultsAreThoseOfTheDocumentation() {
    StarRocksSinkOptions options = TestOptions.with();
    assertEquals("AUTO", options.getSinkVersion());
    assertEquals(StarRocksSinkSemantic.AT_LEAST_ONCE, options.getSemantic());
    assertNull(options.getLabelPrefix());
    assertEquals(1000, options.getConnectTimeout());
    assertEquals(10000, options.getWaitForContinueTimeout());
    assertEquals(2, options.getIoThreadCount());
    assertEquals(3221225472L, options.getChunkLimit());
    assertEquals(50, options.getScanFrequency());
    assertEquals(94371840L, options.getSinkMaxBytes());
    assertEquals(500000, options.getSinkMaxRows());
    assertEquals(300000, options.getSinkMaxFlushInterval());
    assertEquals(3, options.getSinkMaxRetries());
    assertEquals(10000, options.getRetryIntervalMs());
    assertEquals(600000, options.getSinkOfferTimeout());
    assertEquals(100, options.getSinkHistogramWindowSize());
    assertNull(options.getSinkParallelism());
    assertTrue(options.getIgnoreUpdateBefore());
    assertTrue(options.getSinkAtLeastOnceUseTransactionStreamLoad());
    assertTrue(options.isEnableExactlyOnceLabelGen());
    assertTrue(options.isAbortLingeringTxns());
    assertEquals(-1, options.getAbortCheckNumTxns());
    assertFalse(options.isUseUnifiedSinkApi());
    assertEquals(StarRocksSinkOptions.StreamLoadFormat.CSV, options.getStreamLoadFormat());
  }

  @Test
  void valuesArriveWhereTheyBelong() {
    StarRocksSinkOptions options =
        TestOptions.with(
            "sink.version", " v2 ",
            "sink.semantic", "exactly-once",
            "sink.label-prefix", "job_1",
            "sink.max-retries", "7",
            "sink.parallelism", "4",
            "sink.ignore.update-before", "FALSE",
            "sink.properties.Format", "JSON",
            "sink.properties.max_filter_ratio", "0.5");
    assertEquals("V2", options.getSinkVersion());
    assertEquals(StarRocksSinkSemantic.EXACTLY_ONCE, options.getSemantic());
    assertEquals("job_1", options.getLabelPrefix());
    assertEquals(7, options.getSinkMaxRetries());
    assertEquals(4, options.getSinkParallelism());
    assertFalse(options.getIgnoreUpdateBefore());
    assertEquals(Arrays.asList("127.0.0.1:1", "127.0.0.1:2"), options.getLoadUrlList());
    assertEquals(StarRocksSinkOptions.StreamLoadFormat.JSON, options.getStreamLoadFormat());
    assertEquals("JSON", options.getSinkStreamLoadProperties().get("format"));
    assertEquals("0.5", options.getSinkStreamLoadProperties().get("max_filter_ratio"));
    assertFalse(options.hasColumnMappingProperty());
  }

  @Test
  void timesAndSizesMayHaveUnits() {
    StarRocksSinkOptions options =
        TestOptions.with(
            "sink.buffer-flush.interval-ms", "5 s",
            "sink.buffer-flush.max-bytes", "100 mb",
            "sink.connect.timeout-ms", "2s",
            "sink.retry.interval-ms", "1500");
    assertEquals(5000, options.getSinkMaxFlushInterval());
    assertEquals(100L << 20, options.getSinkMaxBytes());
    assertEquals(2000, options.getConnectTimeout());
    assertEquals(1500, options.getRetryIntervalMs());
    assertEquals("5000", options.engineProperties().get("sink.buffer-flush.interval-ms"));
    assertEquals("104857600", options.engineProperties().get("sink.buffer-flush.max-bytes"));
  }

  @Test
  void listsAreSeparatedBySemicolons() {
    StarRocksSinkOptions options =
        TestOptions.with(
            "load-url", " fe1:8030 ; https://fe2:8443;",
            "sink.allowed-backends", "be1;be2:8040");
    assertEquals(Arrays.asList("fe1:8030", "https://fe2:8443"), options.getLoadUrlList());
    assertEquals("fe1:8030;https://fe2:8443", options.engineProperties().get("load-url"));
    assertEquals("be1;be2:8040", options.engineProperties().get("sink.allowed-backends"));
  }

  @Test
  void configurationMayHoldTypedValues() {
    Configuration configuration = Configuration.fromMap(TestOptions.required());
    configuration.set(StarRocksSinkOptions.LOAD_URL, Arrays.asList("a:1", "b:2"));
    configuration.set(StarRocksSinkOptions.SINK_MAX_RETRIES, 9);
    StarRocksSinkOptions options = new StarRocksSinkOptions(configuration, Collections.emptyMap());
    assertEquals(Arrays.asList("a:1", "b:2"), options.getLoadUrlList());
    assertEquals(9, options.getSinkMaxRetries());
    assertEquals("a:1;b:2", options.engineProperties().get("load-url"));
  }

  @Test
  void engineGetsWhatWasSetAndNothingElse() {
    Map<String, String> expected = TestOptions.required();
    assertEquals(expected, TestOptions.with().engineProperties());
    expected.put("sink.io.thread-count", "4");
    expected.put("sink.properties.columns", "a,b");
    assertEquals(
        expected,
        TestOptions.with(
                "connector", "starrocks",
                "sink.io.thread-count", "4",
                "sink.parallelism", "2",
                "sink.use.new-sink-api", "true",
                "sink.ignore.update-before", "false",
                "sink.publish-timeout.ms", "10",
                "sink.properties.Columns", "a,b")
            .engineProperties());
  }

  @Test
  void deliveryGuaranteeIsAnotherNameOfTheSemantic() {
    assertEquals(
        StarRocksSinkSemantic.EXACTLY_ONCE,
        TestOptions.with("sink.delivery-guarantee", "exactly-once").getSemantic());
    assertEquals(
        StarRocksSinkSemantic.AT_LEAST_ONCE,
        TestOptions.with(
                "sink.delivery-guarantee", "exactly-once", "sink.semantic", "at-least-once")
            .getSemantic());
  }

  @Test
  void noneOfTheRequiredOptionsIsEnoughForTheBeginning() {
    StarRocksSinkOptions options = StarRocksSinkOptions.builder().build();
    assertNull(options.getJdbcUrl());
    assertNull(options.getLoadUrlList());
    assertEquals(Collections.emptyList(), options.getDbTables());
    String message =
        assertThrows(IllegalArgumentException.class, options::requireTable).getMessage();
    assertTrue(message.contains("database-name\ntable-name"), message);
  }

  @Test
  void tableMayBeNamedByTheRows() {
    Map<String, String> connection = TestOptions.required();
    connection.remove("database-name");
    connection.remove("table-name");
    StarRocksSinkOptions options = TestOptions.of(connection);
    assertEquals(connection, options.engineProperties());
    assertThrows(IllegalArgumentException.class, options::requireTable);
  }

  @Test
  void tableNamesComeFromOptionsAndTableProperties() {
    StarRocksSinkOptions options = TestOptions.with();
    options.addTableProperties(TableOptionsTest.table("d2", "t2").build());
    assertEquals(Arrays.asList(Tuple2.of("db", "t"), Tuple2.of("d2", "t2")), options.getDbTables());
  }

  @Test
  void survivesSerialization() throws Exception {
    StarRocksSinkOptions options =
        TestOptions.with("sink.max-retries", "5", "sink.properties.format", "json");
    options.setTableSchemaFieldNames(new String[] {"a", "b"});
    options.enableUpsertDelete();
    options.addTableProperties(TableOptionsTest.table("d2", "t2").build());
    options.getSinkMaxRetries();
    StarRocksSinkOptions copy = TestOptions.serialized(options);
    assertEquals(5, copy.getSinkMaxRetries());
    assertEquals(options.engineProperties(), copy.engineProperties());
    assertEquals(Arrays.asList("a", "b"), Arrays.asList(copy.getTableSchemaFieldNames()));
    assertTrue(copy.supportUpsertDelete());
    assertEquals(options.getDbTables(), copy.getDbTables());
    assertEquals(
        1L, java.io.ObjectStreamClass.lookup(StarRocksSinkOptions.class).getSerialVersionUID());
  }

  @Test
  void equalityIsThatOfTheSettings() {
    assertEquals(TestOptions.with(), TestOptions.with());
    assertEquals(TestOptions.with().hashCode(), TestOptions.with().hashCode());
    assertNotEquals(TestOptions.with(), TestOptions.with("sink.max-retries", "5"));
  }

  @Test
  void sdkPropertiesSayTheSame() {
    StarRocksSinkOptions options =
        TestOptions.with("sink.properties.format", "json", "sink.buffer-flush.interval-ms", "2000");
    assertEquals("loader", options.getProperties(null).getUsername());
    assertEquals(2, options.getProperties(null).getLoadUrls().length);
    assertEquals(2000, options.getProperties(null).getExpectDelayTime());
    assertTrue(options.getProperties(null).isEnableTransaction());
    assertEquals("t", options.getProperties(null).getDefaultTableProperties().getTable());
    assertFalse(TestOptions.with("sink.version", "V1").getProperties(null).isEnableTransaction());
  }
}
