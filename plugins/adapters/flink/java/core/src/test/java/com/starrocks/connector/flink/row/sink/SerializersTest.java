package com.starrocks.connector.flink.row.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.table.sink.TestOptions;
import com.starrocks.connector.flink.tools.JsonWrapper;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class SerializersTest {
  private static String csv(Object... values) {
    return new StarRocksCsvSerializer(",").serialize(values);
  }

  private static String json(Object... values) throws Exception {
    StarRocksJsonSerializer serializer =
        TestOptions.serialized(new StarRocksJsonSerializer(new String[] {"a", "b"}));
    serializer.open(new StarRocksISerializer.SerializerContext(new JsonWrapper()));
    return serializer.serialize(values);
  }

  @Test
  void csvTexts() {
    assertEquals("1,\\N,x", csv(1, null, "x"));
    assertEquals("1,0", csv(true, false));
    assertEquals("0.0000001", csv(new BigDecimal("1E-7")));
    assertEquals(
        "2024-01-02 03:04:00,2024-01-02 03:04:05.000600",
        csv(LocalDateTime.of(2024, 1, 2, 3, 4), LocalDateTime.of(2024, 1, 2, 3, 4, 5, 600_700)));
    assertEquals("2024-01-02", csv(LocalDate.of(2024, 1, 2)));
    assertEquals("1999-12-31 23:59:59", csv(java.sql.Timestamp.valueOf("1999-12-31 23:59:59")));
    assertEquals("{\"k\":[1]}", csv(Collections.singletonMap("k", Arrays.asList(1))));
  }

  @Test
  void csvSeparatorIsATabOrHex() {
    Object[] values = {1, 2};
    assertEquals("1\t2", new StarRocksCsvSerializer(null).serialize(values));
    assertEquals("1\u00012", new StarRocksCsvSerializer("\\x01").serialize(values));
    assertEquals("1||2", new StarRocksCsvSerializer("||").serialize(values));
  }

  @Test
  void csvRefusesWhatWouldShiftTheRow() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> csv(1, "secret,x")).getMessage();
    assertTrue(message.startsWith("the value of field 2 holds the column separator"), message);
    assertTrue(!message.contains("secret"), message);
    assertThrows(IllegalArgumentException.class, () -> csv("\\N"));
  }

  @Test
  void jsonObjects() throws Exception {
    assertEquals("{\"a\":1,\"b\":\"x\\\"\"}", json(1, "x\""));
    assertEquals("{\"a\":1}", json(1, null));
    assertEquals("{\"a\":null}", json(null, null));
    assertEquals("{\"a\":1,\"b\":2,\"__op\":1}", json(true, 2, 1));
    assertEquals(
        "{\"a\":\"2024-01-02\",\"b\":[true,null]}",
        json(LocalDate.of(2024, 1, 2), Arrays.asList(true, null)));
    assertThrows(IllegalArgumentException.class, () -> json(1));
  }

  @Test
  void factoryFollowsTheFormat() {
    String[] fields = {"a", "b"};
    Object[] values = {1, 2};
    assertEquals(
        "1;2",
        StarRocksSerializerFactory.createSerializer(
                TestOptions.with("sink.properties.column_separator", ";"), fields)
            .serialize(values));
    assertEquals(
        "{\"a\":1,\"b\":2}",
        StarRocksSerializerFactory.createSerializer(
                TestOptions.with("sink.properties.format", "Json"), fields)
            .serialize(values));
  }
}
