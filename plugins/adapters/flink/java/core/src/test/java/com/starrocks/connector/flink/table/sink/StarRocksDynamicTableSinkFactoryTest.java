package com.starrocks.connector.flink.table.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StarRocksDynamicTableSinkFactoryTest {
  @Test
  void isFoundByTheIdentifier() {
    DynamicTableSink sink = TestTables.sink();
    assertEquals(StarRocksDynamicTableSink.class, sink.getClass());
    assertEquals("starrocks_sink", sink.asSummaryString());
    DynamicTableSinkFactory factory =
        FactoryUtil.discoverFactory(
            getClass().getClassLoader(), DynamicTableSinkFactory.class, "starrocks");
    assertEquals(StarRocksDynamicTableSinkFactory.class, factory.getClass());
  }

  @Test
  void namesOfTheFirstReleasesMakeTheSame() {
    for (DynamicTableSinkFactory factory :
        new DynamicTableSinkFactory[] {
          new com.starrocks.connector.flink.table.StarRocksDynamicTableSinkFactory(),
          new com.starrocks.table.connector.flink.StarRocksDynamicTableSinkFactory()
        }) {
      assertTrue(factory instanceof StarRocksDynamicTableSinkFactory);
      assertEquals("starrocks", factory.factoryIdentifier());
    }
  }

  @Test
  void takesTheChangesThatItIsOffered() {
    DynamicTableSink sink = TestTables.sink();
    assertSame(ChangelogMode.all(), sink.getChangelogMode(ChangelogMode.all()));
    assertSame(ChangelogMode.insertOnly(), sink.getChangelogMode(ChangelogMode.insertOnly()));
  }

  @Test
  void givesASinkFunctionThatTravelsWithTheJob() throws Exception {
    SinkFunctionProvider provider = provider(TestTables.sink("sink.parallelism", "3"));
    assertEquals(Optional.of(3), provider.getParallelism());
    SinkFunction<RowData> function = provider.createSinkFunction();
    assertTrue(function instanceof StarRocksDynamicSinkFunctionBase);
    assertEquals(function.getClass(), TestOptions.serialized(function).getClass());
    assertEquals(Optional.empty(), provider(TestTables.sink()).getParallelism());
  }

  private static SinkFunctionProvider provider(DynamicTableSink sink) {
    return (SinkFunctionProvider) sink.getSinkRuntimeProvider(null);
  }

  @Test
  void schemaHasThePhysicalColumnsAndTheKey() {
    StarRocksDynamicTableSink expected =
        new StarRocksDynamicTableSink(
            options(),
            org.apache.flink.table.api.TableSchema.builder()
                .field("id", org.apache.flink.table.api.DataTypes.BIGINT().notNull())
                .field("name", org.apache.flink.table.api.DataTypes.STRING())
                .primaryKey("pk", new String[] {"id"})
                .build());
    assertEquals(columns(expected), columns(TestTables.sink()));
  }

  private static StarRocksSinkOptions options() {
    StarRocksSinkOptions options = TestOptions.with();
    options.setTableSchemaFieldNames(new String[] {"id", "name"});
    return options;
  }

  private static String columns(DynamicTableSink sink) {
    return ((StarRocksDynamicTableSink) sink)
        .schema()
        .toString()
        .replaceAll("CONSTRAINT \\S+ ", "CONSTRAINT ");
  }

  @Test
  void copiesAreEqual() {
    DynamicTableSink sink = TestTables.sink();
    assertEquals(sink, sink.copy());
    assertEquals(sink.hashCode(), sink.copy().hashCode());
    assertEquals(sink, TestTables.sink());
    assertNotEquals(sink, TestTables.sink("sink.max-retries", "9"));
  }

  @Test
  void timesAndSizesMayHaveUnits() {
    StarRocksSinkOptions options =
        ((StarRocksDynamicTableSink)
                TestTables.sink(
                    "sink.buffer-flush.interval-ms", "5 s",
                    "sink.buffer-flush.max-bytes", "128mb",
                    "sink.max-retries", "4"))
            .options();
    assertEquals(5000, options.getSinkMaxFlushInterval());
    assertEquals(128L << 20, options.getSinkMaxBytes());
    assertEquals(4, options.getSinkMaxRetries());
  }

  @Test
  void whatBeginsWithSinkPropertiesIsSent() {
    StarRocksSinkOptions options =
        ((StarRocksDynamicTableSink)
                TestTables.sink("sink.properties.format", "json", "sink.properties.what", "ever"))
            .options();
    assertEquals("ever", options.getSinkStreamLoadProperties().get("what"));
    assertEquals(StarRocksSinkOptions.StreamLoadFormat.JSON, options.getStreamLoadFormat());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc-url", "load-url", "database-name", "table-name", "username", "password"})
  void allSixAreRequired(String key) {
    String message = failure(key, null);
    assertTrue(message.contains("Missing required options are:\n\n" + key), message);
  }

  @Test
  void unknownKeyIsAnsweredWithTheKnownOnes() {
    String message = failure("sink.semantics", "exactly-once");
    assertTrue(message.contains("Unsupported options found for 'starrocks'"), message);
    assertTrue(message.contains("sink.semantics"), message);
    assertTrue(message.contains("sink.exactly-once.check-num-lingering-txn"), message);
  }

  @Test
  void optionsOfPluginsAreLetThrough() {
    TestTables.sink("sink.plugin-path", "/opt/plugins", "avro.codec", "zstd");
    assertTrue(failure("avro.codec", "zstd").contains("Unsupported options found"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sink.max-retries | 5000 | Supported value range: [0, 1000].",
        "sink.max-retries | many | It takes a whole number. Supported value range: [0, 1000].",
        "sink.buffer-flush.interval-ms | soon | It takes milliseconds, or a time such as '5 s'.",
        "sink.use.new-sink-api | yes | It takes true or false.",
        "sink.semantic | twice | Unsupported value 'twice' for 'sink.semantic'.",
        "load-url | fe | Could not parse host 'fe' in option 'load-url'.",
        "sink.version | V9 | Unsupported sink type V9",
      })
  void wrongValue(String key, String value, String expected) {
    // The outer message is Flink's own, which in 1.13 shows all options.
    Throwable ours =
        assertThrows(ValidationException.class, () -> TestTables.sink(key, value)).getCause();
    assertTrue(ours.getMessage().contains(expected), ours.getMessage());
    assertTrue(ours.getMessage().contains("'" + value + "'") || key.equals("sink.version"));
    assertTrue(!ours.getMessage().contains("top-secret"), ours.getMessage());
  }

  @Test
  void newSinkApiNeedsAYoungerFlink() {
    DynamicTableSink sink = TestTables.sink("sink.use.new-sink-api", "true");
    String message =
        assertThrows(ValidationException.class, () -> sink.getSinkRuntimeProvider(null))
            .getMessage();
    assertTrue(
        message.startsWith("'sink.use.new-sink-api' = 'true' needs Flink 1.15 or later;"), message);
    assertTrue(message.contains("this is Flink 1.13"), message);
  }

  private static String failure(String key, String value) {
    return ExceptionUtils.stringifyException(
        assertThrows(ValidationException.class, () -> TestTables.sink(key, value)));
  }
}
