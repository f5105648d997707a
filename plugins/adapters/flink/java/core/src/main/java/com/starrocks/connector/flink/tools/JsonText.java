package com.starrocks.connector.flink.tools;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/** Writes values as JSON: as docs/types.md says for nested values. Stateless; any thread. */
final class JsonText {
  private static final String HEX = "0123456789ABCDEF";
  private static final int MAX_DEPTH = 64;

  private JsonText() {}

  static void append(Object value, StringBuilder out) {
    append(value, out, 0);
  }

  private static void append(Object value, StringBuilder out, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("values are nested deeper than " + MAX_DEPTH + " levels");
    }
    if (value == null) {
      out.append("null");
    } else if (value instanceof CharSequence || value instanceof Character) {
      appendText(value.toString(), out);
    } else if (value instanceof Number) {
      appendNumber((Number) value, out);
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Map) {
      appendMap((Map<?, ?>) value, out, depth);
    } else if (value instanceof Collection) {
      appendAll(((Collection<?>) value).toArray(), out, depth);
    } else if (value instanceof byte[]) {
      appendText(Base64.getEncoder().encodeToString((byte[]) value), out);
    } else if (value.getClass().isArray()) {
      appendAll(value, out, depth);
    } else {
      appendOther(value, out);
    }
  }

  private static void appendNumber(Number value, StringBuilder out) {
    if (value instanceof Double || value instanceof Float) {
      double number = value.doubleValue();
      out.append(Double.isNaN(number) || Double.isInfinite(number) ? "null" : value.toString());
    } else if (value instanceof BigDecimal) {
      out.append(((BigDecimal) value).toPlainString());
    } else {
      out.append(value);
    }
  }

  private static void appendMap(Map<?, ?> map, StringBuilder out, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getKey() == null) {
        throw new IllegalArgumentException("a map with a NULL key cannot be written as JSON");
      }
      if (!first) {
        out.append(',');
      }
      first = false;
      appendText(entry.getKey().toString(), out);
      out.append(':');
      append(entry.getValue(), out, depth + 1);
    }
    out.append('}');
  }

  private static void appendAll(Object array, StringBuilder out, int depth) {
    out.append('[');
    for (int i = 0; i < Array.getLength(array); i++) {
      if (i > 0) {
        out.append(',');
      }
      append(Array.get(array, i), out, depth + 1);
    }
    out.append(']');
  }

  private static void appendOther(Object value, StringBuilder out) {
    if (value instanceof java.util.Date
        || value instanceof LocalDate
        || value instanceof LocalDateTime
        || value instanceof LocalTime
        || value instanceof Enum) {
      appendText(ValueText.of(value), out);
      return;
    }
    throw new IllegalArgumentException(
        "a value of "
            + value.getClass().getName()
            + " cannot be written as JSON: give a Map, a List, a number, a text or a time");
  }

  static void appendText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"':
        case '\\':
          out.append('\\').append(c);
          break;
        case '\n':
          out.append("\\n");
          break;
        case '\r':
          out.append("\\r");
          break;
        case '\t':
          out.append("\\t");
          break;
        default:
          appendCharacter(c, out);
      }
    }
    out.append('"');
  }

  private static void appendCharacter(char c, StringBuilder out) {
    if (c < 0x20) {
      out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    } else {
      out.append(c);
    }
  }
}
