package io.starload.flink.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.StarloadException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectRowEncoderTest {
  private static final ZoneId ZONE = ZoneId.of("+08:00");
  private static final ColumnType TEXT = ColumnType.of(ColumnType.VARCHAR);
  private static final ColumnType DATE = ColumnType.of(ColumnType.DATE);
  private static final ColumnType TIMESTAMP = ColumnType.temporal(ColumnType.TIMESTAMP, 9);
  private static final ColumnType INSTANT = ColumnType.temporal(ColumnType.TIMESTAMP_LTZ, 9);
  private static final LocalDateTime CLOCK = LocalDateTime.of(2024, 1, 31, 23, 59, 58, 123456789);

  private static byte[] encode(Object[] row, boolean withOp, ColumnType... types)
      throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      names.add("c" + i);
    }
    ObjectRowEncoder encoder = new ObjectRowEncoder("db.t", names, Arrays.asList(types), ZONE);
    return TestRows.encode(out -> encoder.encode(row, withOp, out));
  }

  private static BinaryRowData one(ColumnType type, Object value) throws Exception {
    return TestRows.read(encode(new Object[] {value}, false, type), 1);
  }

  private static StarloadException misfit(ColumnType type, Object value) {
    StarloadException failure =
        assertThrows(StarloadException.class, () -> one(type, value), () -> value + " fits");
    assertEquals(StarloadException.Code.DATA, failure.code());
    assertTrue(failure.getMessage().contains("'c0'"), failure.getMessage());
    assertTrue(
        failure.getMessage().contains(value.getClass().getName()), failure.getMessage());
    return failure;
  }

  @Test
  void takesAnyNumberThatFits() throws Exception {
    Object[] ones = {
      (byte) 1, (short) 1, 1, 1L, 1f, 1d, BigInteger.ONE, new BigDecimal("1.00"), "1", " 1 ", true,
      StringData.fromString("1")
    };
    for (Object value : ones) {
      assertEquals(1, one(ColumnType.of(ColumnType.TINYINT), value).getByte(0));
      assertEquals(1, one(ColumnType.of(ColumnType.SMALLINT), value).getShort(0));
      assertEquals(1, one(ColumnType.of(ColumnType.INT), value).getInt(0));
      assertEquals(1, one(ColumnType.of(ColumnType.BIGINT), value).getLong(0));
      assertTrue(one(ColumnType.of(ColumnType.BOOLEAN), value).getBoolean(0));
      if (!(value instanceof Boolean)) {
        assertEquals(1f, one(ColumnType.of(ColumnType.FLOAT), value).getFloat(0));
        assertEquals(1d, one(ColumnType.of(ColumnType.DOUBLE), value).getDouble(0));
        assertEquals(
            new BigDecimal("1.0000"),
            one(ColumnType.decimal(20, 4), value).getDecimal(0, 20, 4).toBigDecimal());
      }
    }
    assertFalse(one(ColumnType.of(ColumnType.BOOLEAN), "FALSE").getBoolean(0));
    assertEquals(0.1d, one(ColumnType.of(ColumnType.DOUBLE), 0.1f).getDouble(0));
    assertEquals(
        Long.MIN_VALUE, one(ColumnType.of(ColumnType.BIGINT), Long.MIN_VALUE).getLong(0));
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    misfit(ColumnType.of(ColumnType.TINYINT), 128);
    misfit(ColumnType.of(ColumnType.SMALLINT), -32769L);
    misfit(ColumnType.of(ColumnType.INT), 1L << 31);
    misfit(ColumnType.of(ColumnType.INT), 1.5);
    misfit(ColumnType.of(ColumnType.INT), "one");
    misfit(ColumnType.of(ColumnType.BIGINT), BigInteger.ONE.shiftLeft(63));
    misfit(ColumnType.of(ColumnType.BIGINT), new BigDecimal("1e999999999"));
    misfit(ColumnType.of(ColumnType.BIGINT), new BigDecimal("1e-999999999"));
    misfit(ColumnType.of(ColumnType.BIGINT), Double.NaN);
    misfit(ColumnType.of(ColumnType.BOOLEAN), 2);
    misfit(ColumnType.of(ColumnType.BOOLEAN), "yes");
    misfit(ColumnType.of(ColumnType.DOUBLE), "1,5");
    misfit(ColumnType.of(ColumnType.INT), new Object());
    StarloadException failure = misfit(ColumnType.decimal(5, 2), new BigDecimal("1000"));
    assertTrue(failure.getMessage().contains("DECIMAL(5, 2)"), failure.getMessage());
    misfit(ColumnType.decimal(5, 2), new BigDecimal("1e999999999"));
    misfit(ColumnType.decimal(5, 2), new BigDecimal("999.995"));
  }

  @Test
  void roundsWhatIsFinerThanADecimal() throws Exception {
    ColumnType type = ColumnType.decimal(5, 2);
    assertEquals(
        new BigDecimal("0.30"), one(type, 0.1 + 0.2).getDecimal(0, 5, 2).toBigDecimal());
    assertEquals(
        new BigDecimal("0.00"),
        one(type, new BigDecimal("1e-999999999")).getDecimal(0, 5, 2).toBigDecimal());
    assertEquals(
        new BigDecimal("0.01"),
        one(type, new BigDecimal("0.005")).getDecimal(0, 5, 2).toBigDecimal());
  }

  @Test
  void takesDatesInEveryForm() throws Exception {
    LocalDate day = LocalDate.of(2024, 1, 31);
    Object[] days = {
      day, Date.valueOf(day), CLOCK, Timestamp.valueOf(CLOCK), "2024-01-31",
      "2024-01-31 23:59:58", (int) day.toEpochDay(),
      new java.util.Date(Timestamp.valueOf(CLOCK).getTime())
    };
    for (Object value : days) {
      assertEquals(day.toEpochDay(), one(DATE, value).getInt(0), value.getClass().getName());
    }
    misfit(DATE, "31.01.2024");
    misfit(DATE, 5L);
    misfit(DATE, LocalDate.MAX);
  }

  @Test
  void takesTimesInEveryForm() throws Exception {
    ColumnType time = ColumnType.temporal(ColumnType.TIME, 3);
    LocalTime noon = LocalTime.of(12, 0, 1);
    int millis = noon.toSecondOfDay() * 1000;
    for (Object value : new Object[] {noon, Time.valueOf(noon), "12:00:01", millis}) {
      assertEquals(millis, one(time, value).getInt(0));
    }
    misfit(time, "noon");
  }

  @Test
  void takesTimestampsInEveryForm() throws Exception {
    Object[] clocks = {
      CLOCK,
      Timestamp.valueOf(CLOCK),
      TimestampData.fromLocalDateTime(CLOCK),
      CLOCK.atZone(ZoneId.of("America/New_York")),
      OffsetDateTime.of(CLOCK, java.time.ZoneOffset.ofHours(-3)),
      CLOCK.atZone(ZONE).toInstant(),
      "2024-01-31 23:59:58.123456789",
      "2024-01-31T23:59:58.123456789"
    };
    for (Object value : clocks) {
      assertEquals(
          CLOCK, one(TIMESTAMP, value).getTimestamp(0, 9).toLocalDateTime(), value.toString());
    }
    assertEquals(
        CLOCK.toLocalDate().atStartOfDay(),
        one(TIMESTAMP, CLOCK.toLocalDate()).getTimestamp(0, 9).toLocalDateTime());
    assertEquals(
        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_000_001),
        one(TIMESTAMP, "1969-12-31 23:59:59.999000001").getTimestamp(0, 9).toLocalDateTime());
    misfit(TIMESTAMP, 1700000000000L);
    misfit(TIMESTAMP, "yesterday");
  }

  @Test
  void takesInstantsInEveryForm() throws Exception {
    Instant point = CLOCK.atZone(ZONE).toInstant();
    Object[] points = {
      point, point.atZone(ZoneId.of("Asia/Tokyo")), point.atOffset(java.time.ZoneOffset.UTC),
      Timestamp.from(point), CLOCK, "2024-01-31 23:59:58.123456789",
      TimestampData.fromInstant(point)
    };
    for (Object value : points) {
      assertEquals(point, one(INSTANT, value).getTimestamp(0, 9).toInstant(), value.toString());
    }
    assertEquals(
        Instant.ofEpochMilli(5),
        one(INSTANT, new java.util.Date(5)).getTimestamp(0, 9).toInstant());
  }

  @Test
  void writesAnythingPlainAsText() throws Exception {
    Map<Object, String> texts = new LinkedHashMap<>();
    texts.put("text", "text");
    texts.put(new StringBuilder("built"), "built");
    texts.put('c', "c");
    texts.put(17L, "17");
    texts.put(new BigDecimal("1e3"), "1000");
    texts.put(true, "true");
    texts.put(CLOCK, "2024-01-31 23:59:58.123456");
    texts.put(CLOCK.withNano(0), "2024-01-31 23:59:58");
    texts.put(Timestamp.valueOf(CLOCK), "2024-01-31 23:59:58.123456");
    texts.put(CLOCK.atZone(ZONE).toInstant(), "2024-01-31 23:59:58.123456");
    texts.put(CLOCK.toLocalDate(), "2024-01-31");
    texts.put(Date.valueOf(CLOCK.toLocalDate()), "2024-01-31");
    texts.put(Arrays.asList(1, null, "a\"\\\n"), "[1,null,\"a\\\"\\\\\\n\"]");
    texts.put(Collections.singletonMap("k", 1.5), "{\"k\":1.5}");
    texts.put(Collections.emptyMap(), "{}");
    texts.put(Row.of(1, new int[] {2, 3}), "[1,[2,3]]");
    Row named = Row.withNames();
    named.setField("a", Double.NaN);
    named.setField("b", false);
    texts.put(named, "{\"a\":null,\"b\":false}");
    for (Map.Entry<Object, String> entry : texts.entrySet()) {
      assertEquals(entry.getValue(), one(TEXT, entry.getKey()).getString(0).toString());
    }
    misfit(TEXT, new byte[] {1});
  }

  @Test
  void takesBytes() throws Exception {
    ColumnType bytes = ColumnType.of(ColumnType.VARBINARY);
    byte[] value = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertArrayEquals(value, one(bytes, value).getBinary(0));
    assertArrayEquals(value, one(bytes, ByteBuffer.wrap(value)).getBinary(0));
    assertArrayEquals(new byte[] {'a'}, one(bytes, "a").getBinary(0));
    misfit(bytes, 5);
  }

  @Test
  void takesCollections() throws Exception {
    ColumnType integers = ColumnType.array(ColumnType.of(ColumnType.INT));
    for (Object value :
        new Object[] {Arrays.asList(1, 2L, "3"), new int[] {1, 2, 3}, new Integer[] {1, 2, 3}}) {
      assertArrayEquals(new int[] {1, 2, 3}, one(integers, value).getArray(0).toIntArray());
    }
    assertTrue(one(integers, Arrays.asList(1, null)).getArray(0).isNullAt(1));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", 1);
    map.put("a longer key", null);
    BinaryRowData row = one(ColumnType.map(TEXT, ColumnType.of(ColumnType.BIGINT)), map);
    assertEquals("a longer key", row.getMap(0).keyArray().getString(1).toString());
    assertEquals(1, row.getMap(0).valueArray().getLong(0));
    assertTrue(row.getMap(0).valueArray().isNullAt(1));
    misfit(integers, "1,2");
    misfit(integers, Collections.singletonList("x").getClass());
  }

  @Test
  void takesRowsByPositionAndByName() throws Exception {
    ColumnType type =
        ColumnType.row(Arrays.asList("a", "b"), Arrays.asList(ColumnType.of(ColumnType.INT), TEXT));
    Row named = Row.withNames();
    named.setField("b", "a long text");
    named.setField("a", 7);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", "a long text");
    map.put("a", 7);
    Object[] rows = {
      Row.of(7, "a long text"), named, map, new Object[] {7, "a long text"},
      Arrays.<Object>asList(7, "a long text")
    };
    for (Object value : rows) {
      BinaryRowData row = one(type, value);
      assertEquals(7, row.getRow(0, 2).getInt(0));
      assertEquals("a long text", row.getRow(0, 2).getString(1).toString());
    }
    misfit(type, Row.of(1, "a", "b"));
    misfit(type, 5);
  }

  @Test
  void takesTheOperationFromTheLastPlace() throws Exception {
    Object[] deletions = {1, 1L, "1", Op.DELETE};
    for (Object op : deletions) {
      byte[] bytes = encode(new Object[] {"x", op}, true, TEXT);
      assertEquals(RowKind.DELETE, TestRows.read(bytes, 1).getRowKind());
    }
    for (Object op : new Object[] {0, null, Op.UPSERT}) {
      byte[] bytes = encode(new Object[] {"x", op}, true, TEXT);
      assertEquals(RowKind.INSERT, TestRows.read(bytes, 1).getRowKind());
    }
  }

  private enum Op {
    UPSERT,
    DELETE
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "delete"})
  void refusesOtherOperations(String op) {
    StarloadException failure =
        assertThrows(
            StarloadException.class, () -> encode(new Object[] {"x", op}, true, TEXT));
    assertTrue(failure.getMessage().contains("'__op'"), failure.getMessage());
  }

  @Test
  void refusesRowsOfAnotherLength() {
    StarloadException failure =
        assertThrows(StarloadException.class, () -> encode(new Object[] {"x"}, true, TEXT));
    assertTrue(failure.getMessage().contains("__op"), failure.getMessage());
    assertThrows(StarloadException.class, () -> encode(new Object[] {"x", 0}, false, TEXT));
  }

  @Test
  void nullsAreNull() throws Exception {
    byte[] bytes = encode(new Object[] {null, 1}, false, TEXT, ColumnType.of(ColumnType.INT));
    assertTrue(TestRows.read(bytes, 2).isNullAt(0));
    assertFalse(TestRows.read(bytes, 2).isNullAt(1));
  }

  @Test
  void messagesHoldNoData() {
    StarloadException failure = misfit(ColumnType.of(ColumnType.INT), "secret");
    assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    assertTrue(failure.getMessage().contains("INT"), failure.getMessage());
  }
}
