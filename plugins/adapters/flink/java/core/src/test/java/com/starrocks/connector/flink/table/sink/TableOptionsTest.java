package com.starrocks.connector.flink.table.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.data.load.stream.StreamLoadDataFormat;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of tables that records name. */
class TableOptionsTest {
  static StreamLoadTableProperties.Builder table(String database, String table) {
    return StreamLoadTableProperties.builder().database(database).table(table);
  }

  private static Map<String, String> map(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void withoutTablePropertiesTheSinkPropertiesHoldForAll() {
    StarRocksSinkOptions options = TestOptions.with("sink.properties.columns", "a,b");
    assertEquals("a,b", options.engineProperties().get("sink.properties.columns"));
    assertEquals(Collections.emptyMap(), options.engineTableProperties(null, "db", "t"));
    assertEquals(Collections.emptyMap(), options.engineTableProperties("k", "x", "y"));
  }

  @Test
  void columnsOfOneTableAreNotThoseOfAnother() {
    StarRocksSinkOptions options =
        TestOptions.with("sink.properties.columns", "a,b", "sink.properties.timeout", "100");
    options.addTableProperties(
        table("db", "other").columns("c").addProperty("Max_Filter_Ratio", "0.1").build());
    Map<String, String> engine = options.engineProperties();
    assertEquals("100", engine.get("sink.properties.timeout"));
    assertTrue(!engine.containsKey("sink.properties.columns"));
    assertEquals(
        map("sink.properties.columns", "a,b"), options.engineTableProperties(null, "db", "t"));
    assertEquals(
        map("sink.properties.columns", "c", "sink.properties.max_filter_ratio", "0.1"),
        options.engineTableProperties(null, "db", "other"));
  }

  @Test
  void uniqueKeyGoesBeforeTheNames() {
    StarRocksSinkOptions options = TestOptions.with();
    options.addTableProperties(table("db", "t").uniqueKey("k").columns("x").build());
    assertEquals(
        map("sink.properties.columns", "x"), options.engineTableProperties("k", "db2", "t2"));
    assertEquals(
        map("sink.properties.columns", "x"), options.engineTableProperties(null, "db", "t"));
    assertEquals(Collections.emptyMap(), options.engineTableProperties("no", "db2", "t2"));
  }

  @Test
  void formatIsTheTablesOwnWhereItWasChosen() {
    StarRocksSinkOptions options = TestOptions.with("sink.properties.format", "json");
    options.addTableProperties(
        table("db", "csv")
            .streamLoadDataFormat(new StreamLoadDataFormat.CSVFormat("\\x02"))
            .build());
    options.addTableProperties(table("db", "open").build());
    options.addTableProperties(
        table("db", "json").streamLoadDataFormat(StreamLoadDataFormat.JSON).build());
    assertEquals(
        map("sink.properties.format", "csv", "sink.properties.row_delimiter", "\\x02"),
        options.engineTableProperties(null, "db", "csv"));
    assertEquals(Collections.emptyMap(), options.engineTableProperties(null, "db", "open"));
    assertEquals(
        map("sink.properties.format", "json"), options.engineTableProperties(null, "db", "json"));
  }

  @Test
  void theEngineCompressesBodies() {
    StarRocksSinkOptions options =
        TestOptions.with(
            "sink.properties.format", "json", "sink.properties.Compression", "lz4_frame");
    options.addTableProperties(table("db", "o").addProperty("compression", "zstd").build());
    assertEquals("lz4_frame", options.engineProperties().get("sink.properties.compression"));
    assertEquals(
        map("sink.properties.compression", "zstd"),
        options.engineTableProperties(null, "db", "o"));
  }

  @Test
  void delimitersThatNoHeaderCanHoldBecomeHex() {
    StarRocksSinkOptions options =
        TestOptions.with(
            "sink.properties.row_delimiter", "\r\n", "sink.properties.column_separator", "\t");
    assertEquals("\r\n", options.getSinkStreamLoadProperties().get("row_delimiter"));
    assertEquals("\\x0d0a", options.engineProperties().get("sink.properties.row_delimiter"));
    assertEquals("\t", options.engineProperties().get("sink.properties.column_separator"));
    options.addTableProperties(
        table("db", "csv")
            .streamLoadDataFormat(StreamLoadDataFormat.CSV)
            .addProperty("column_separator", "\u0001")
            .build());
    assertEquals(
        map(
            "sink.properties.format", "csv",
            "sink.properties.row_delimiter", "\\x0a",
            "sink.properties.column_separator", "\\x01"),
        options.engineTableProperties(null, "db", "csv"));
  }

  @Test
  void builderHasTheOfficialDefaults() {
    StreamLoadTableProperties properties = table("d", "t").build();
    assertEquals("d-t", properties.getUniqueKey());
    assertEquals(StreamLoadDataFormat.JSON, properties.getDataFormat());
    assertEquals(Integer.MAX_VALUE, properties.getMaxBufferRows());
    StreamLoadTableProperties copy =
        StreamLoadTableProperties.builder()
            .copyFrom(table("d", "t").columns("a").addProperty("k", "v").build())
            .database("e")
            .table("u")
            .build();
    assertEquals("e-u", copy.getUniqueKey());
    assertEquals("a", copy.getColumns());
    assertEquals("v", copy.getProperties().get("k"));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> StreamLoadTableProperties.builder().build())
            .getMessage();
    assertTrue(message.contains("database `null` and table `null`"), message);
  }

  @Test
  void sdkPropertiesFindATablesSettings() {
    StreamLoadProperties properties =
        StreamLoadProperties.builder()
            .defaultTableProperties(table("d", "t").addProperty("k", "v").build())
            .addTableProperties(table("d", "own").uniqueKey("key").build())
            .build();
    assertEquals("own", properties.getTableProperties("key", "x", "y").getTable());
    assertEquals("key", properties.getTableProperties(null, "d", "own").getUniqueKey());
    assertEquals("v", properties.getTableProperties(null, "d", "new").getProperties().get("k"));
    assertEquals("new", properties.getTableProperties(null, "d", "new").getTable());
  }
}
