package io.starload.flink.writer;

import static io.starload.flink.writer.SinkHarness.ofRows;
import static io.starload.flink.writer.SinkHarness.options;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.starrocks.connector.flink.row.sink.StarRocksGenericRowTransformer;
import com.starrocks.connector.flink.table.sink.StarRocksDynamicSinkFunctionV2;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value of every type, from each form of row, in the table: what native code takes of it. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
@SuppressWarnings("deprecation")
class EveryTypeTest extends DevServerTest {
  private static final LocalDateTime CLOCK = LocalDateTime.of(2024, 2, 29, 23, 59, 59, 123456000);
  private static final String COLUMNS =
      "id, c_boolean, c_tinyint, c_smallint, c_bigint, c_float, c_double,"
          + " CONCAT(c_decimal, ''), CONCAT(c_wide, ''), c_char, c_text, c_date, c_time,"
          + " CAST(c_millis AS CHAR), CAST(c_micros AS CHAR), CAST(c_instant AS CHAR), c_array,"
          + " c_map, c_row";
  private static final String EXPECTED =
      "1|1|-128|32767|9223372036854775807|1.5|-0.25|12345.60|0.000000100000000000|abc"
          + "|longer than a slot|2024-02-29|23:59:59|2024-02-29 23:59:59.123000"
          + "|2024-02-29 23:59:59.123456|2024-02-29 23:59:59.123456|[1,null,3]"
          + "|{\"k\":7,\"another key\":null}|{\"a\":5,\"b\":\"inside a row\"}";

  private static final DataType[] TYPES = {
    DataTypes.INT().notNull(),
    DataTypes.BOOLEAN(),
    DataTypes.TINYINT(),
    DataTypes.SMALLINT(),
    DataTypes.BIGINT(),
    DataTypes.FLOAT(),
    DataTypes.DOUBLE(),
    DataTypes.DECIMAL(10, 2),
    DataTypes.DECIMAL(38, 18),
    DataTypes.CHAR(3),
    DataTypes.STRING(),
    DataTypes.DATE(),
    DataTypes.TIME(0),
    DataTypes.TIMESTAMP(3),
    DataTypes.TIMESTAMP(6),
    DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6),
    DataTypes.ARRAY(DataTypes.INT()),
    DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()),
    DataTypes.ROW(
        DataTypes.FIELD("a", DataTypes.INT()), DataTypes.FIELD("b", DataTypes.STRING()))
  };
  private static final String[] NAMES = {
    "id", "c_boolean", "c_tinyint", "c_smallint", "c_bigint", "c_float", "c_double", "c_decimal",
    "c_wide", "c_char", "c_text", "c_date", "c_time", "c_millis", "c_micros", "c_instant",
    "c_array", "c_map", "c_row"
  };

  @Override
  protected String[] tables() {
    return new String[] {
      "CREATE TABLE test.types (id INT NOT NULL, c_boolean BOOLEAN, c_tinyint TINYINT,"
          + " c_smallint SMALLINT, c_bigint BIGINT, c_float FLOAT, c_double DOUBLE,"
          + " c_decimal DECIMAL(10, 2), c_wide DECIMAL(38, 18), c_char CHAR(3),"
          + " c_text VARCHAR(64), c_date DATE, c_time VARCHAR(20), c_millis DATETIME,"
          + " c_micros DATETIME, c_instant DATETIME, c_array JSON, c_map JSON, c_row JSON)"
          + " DUPLICATE KEY (id) DISTRIBUTED BY HASH (id)"
    };
  }

  private static org.apache.flink.table.api.TableSchema schema() {
    return org.apache.flink.table.api.TableSchema.builder().fields(NAMES, TYPES).build();
  }

  private static StarRocksSinkOptions inFormat(String format) {
    return options(
        server,
        "types",
        o ->
            o.withProperty("sink.properties.format", format)
                .withProperty("sink.properties.strip_outer_array", "true")
                .withProperty("sink.properties.column_separator", "\\x01"));
  }

  private static RowData generic() {
    Map<StringData, Integer> map = new LinkedHashMap<>();
    map.put(StringData.fromString("k"), 7);
    map.put(StringData.fromString("another key"), null);
    return GenericRowData.of(
        1,
        true,
        (byte) -128,
        (short) 32767,
        Long.MAX_VALUE,
        1.5f,
        -0.25,
        DecimalData.fromBigDecimal(new BigDecimal("12345.60"), 10, 2),
        DecimalData.fromBigDecimal(new BigDecimal("1e-7"), 38, 18),
        StringData.fromString("abc"),
        StringData.fromString("longer than a slot"),
        (int) CLOCK.toLocalDate().toEpochDay(),
        CLOCK.toLocalTime().toSecondOfDay() * 1000,
        TimestampData.fromLocalDateTime(CLOCK.withNano(123_000_000)),
        TimestampData.fromLocalDateTime(CLOCK),
        TimestampData.fromLocalDateTime(CLOCK),
        new GenericArrayData(new Integer[] {1, null, 3}),
        new GenericMapData(map),
        GenericRowData.of(5, StringData.fromString("inside a row")));
  }

  private static void check() throws Exception {
    assertEquals(
        Collections.singletonList(EXPECTED),
        Collections.singletonList(
            server.rows("SELECT " + COLUMNS + " FROM test.types").get(0).replace(", ", ",")
                .replace("\": ", "\":")));
    assertEquals(1, server.count("test.types"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void fromRowsFieldByField(String format) throws Exception {
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(inFormat(format), schema()), 1, 0).open()) {
      sink.write(generic());
      sink.snapshot(1);
    }
    check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void fromBinaryRows(String format) throws Exception {
    LogicalType[] types =
        Arrays.stream(TYPES).map(DataType::getLogicalType).toArray(LogicalType[]::new);
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(inFormat(format), schema()), 1, 0).open()) {
      sink.write(new RowDataSerializer(types).toBinaryRow(generic()));
      sink.snapshot(1);
    }
    check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void fromJavaObjects(String format) throws Exception {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("k", 7);
    map.put("another key", null);
    Object[] values = {
      1L, true, -128, 32767, Long.MAX_VALUE, 1.5, -0.25f, new BigDecimal("12345.6"), "1e-7", "abc",
      "longer than a slot",
      LocalDate.of(2024, 2, 29), CLOCK.toLocalTime().withNano(0), CLOCK.withNano(123_000_000),
      java.sql.Timestamp.valueOf(CLOCK), CLOCK, Arrays.asList(1, null, 3), map,
      Row.of(5, "inside a row")
    };
    StarRocksDynamicSinkFunctionV2<Object[]> function =
        new StarRocksDynamicSinkFunctionV2<>(
            inFormat(format),
            schema(),
            new StarRocksGenericRowTransformer<Object[]>(
                (slots, row) -> System.arraycopy(row, 0, slots, 0, slots.length)));
    try (SinkHarness<Object[]> sink = new SinkHarness<>(function, 1, 0).open()) {
      sink.write(values);
      sink.snapshot(1);
    }
    check();
  }
}
