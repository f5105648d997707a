package com.starrocks.connector.flink.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWrapperTest {
  private final JsonWrapper json = new JsonWrapper();

  @Test
  void writes() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", Arrays.asList(1, 2L, 1.5, null, true));
    map.put("a", new int[] {1, 2});
    map.put("b", new byte[] {1, 2, 3});
    map.put("n", new BigDecimal("1E+3"));
    map.put("nan", Double.NaN);
    assertEquals(
        "{\"z\":[1,2,1.5,null,true],\"a\":[1,2],\"b\":\"AQID\",\"n\":1000,\"nan\":null}",
        json.toJSONString(map));
    assertEquals("\"\\u0001\\n\\\\é\"", json.toJSONString("\u0001\n\\é"));
    assertEquals("\"é\"", new String(json.toJSONBytes("é"), StandardCharsets.UTF_8));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> json.toJSONString(new Thread()))
            .getMessage();
    assertTrue(message.contains("java.lang.Thread"), message);
    assertThrows(
        IllegalArgumentException.class, () -> json.toJSONString(Collections.singletonMap(null, 1)));
    Object[] endless = new Object[1];
    endless[0] = endless;
    assertThrows(IllegalArgumentException.class, () -> json.toJSONString(endless));
  }

  @Test
  void reads() {
    Object value =
        json.parse(" {\"b\" : [1, 12345678901, 1.50, \"x\\u00e9\\n\", null, true], \"a\":{}} ");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("b", Arrays.asList(1, 12345678901L, new BigDecimal("1.50"), "xé\n", null, true));
    expected.put("a", Collections.emptyMap());
    assertEquals(expected, value);
    assertNull(json.parse(null));
  }

  @Test
  void readsAsAType() {
    Map<String, Object> map = json.parseObject("{\"a\":1}", Map.class);
    assertEquals(1, map.get("a"));
    List<Object> list = json.parseObject("[1]".getBytes(StandardCharsets.UTF_8), List.class);
    assertEquals(1, list.get(0));
    long number = json.parseObject("7", Long.class);
    assertEquals(7L, number);
    String text = json.parseObject("{\"a\":1}", String.class);
    assertEquals("{\"a\":1}", text);
    assertThrows(IllegalArgumentException.class, () -> json.parseObject("7", Map.class));
    assertThrows(ArithmeticException.class, () -> json.parseObject("300", Byte.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "01",
        "1.",
        "tru",
        "\"x",
        "\"\\q\"",
        "1 2",
        "nul",
        "\"\\u00g0\""
      })
  void refusesTextThatIsNoJson(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> json.parse(text)).getMessage();
    assertTrue(message.startsWith("not valid JSON at character "), message);
  }

  @Test
  void refusesEndlessNesting() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 100000; i++) {
      deep.append('[');
    }
    assertThrows(IllegalArgumentException.class, () -> json.parse(deep.toString()));
  }
}
