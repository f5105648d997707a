package io.starload.flink.rows;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.apache.flink.types.Row;

/**
 * Java collections as JSON text, for columns of text, JSON, ARRAY, MAP or STRUCT whose Flink type
 * is STRING. Members keep their order, nulls are kept. One thread.
 */
final class JsonText {
  private static final int MAX_DEPTH = 64;

  private final StringBuilder out = new StringBuilder();
  private final ZoneId zone;

  JsonText(ZoneId zone) {
    this.zone = zone;
  }

  String of(Object value) throws ObjectEncoder.MisfitException {
    append(value, 1);
    return out.toString();
  }

  private void append(Object value, int depth) throws ObjectEncoder.MisfitException {
    if (depth > MAX_DEPTH) {
      throw ObjectEncoder.misfit(value, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number) {
      number((Number) value);
    } else if (value instanceof Map) {
      object((Map<?, ?>) value, depth);
    } else if (value instanceof Iterable) {
      array((Iterable<?>) value, depth);
    } else if (value instanceof Row) {
      row((Row) value, depth);
    } else if (TextObjects.isCollection(value)) {
      javaArray(value, depth);
    } else {
      quoted(TextObjects.text(value, zone));
    }
  }

  private void number(Number value) {
    double floating = value.doubleValue();
    boolean isFloating = value instanceof Double || value instanceof Float;
    if (isFloating && (Double.isNaN(floating) || Double.isInfinite(floating))) {
      out.append("null");
    } else if (value instanceof BigDecimal) {
      out.append(((BigDecimal) value).toPlainString());
    } else {
      out.append(value);
    }
  }

  private void object(Map<?, ?> map, int depth) throws ObjectEncoder.MisfitException {
    char separator = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getKey() == null) {
        throw ObjectEncoder.misfit(map, "has a null key");
      }
      out.append(separator);
      quoted(TextObjects.text(entry.getKey(), zone));
      out.append(':');
      append(entry.getValue(), depth + 1);
      separator = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private void array(Iterable<?> elements, int depth) throws ObjectEncoder.MisfitException {
    out.append('[');
    String separator = "";
    for (Object element : elements) {
      out.append(separator);
      append(element, depth + 1);
      separator = ",";
    }
    out.append(']');
  }

  private void javaArray(Object elements, int depth) throws ObjectEncoder.MisfitException {
    out.append('[');
    for (int i = 0; i < Array.getLength(elements); i++) {
      out.append(i == 0 ? "" : ",");
      append(Array.get(elements, i), depth + 1);
    }
    out.append(']');
  }

  /** A row with named fields is an object, one with positions an array. */
  private void row(Row row, int depth) throws ObjectEncoder.MisfitException {
    Set<String> names = row.getFieldNames(false);
    if (names == null) {
      out.append('[');
      for (int i = 0; i < row.getArity(); i++) {
        out.append(i == 0 ? "" : ",");
        append(row.getField(i), depth + 1);
      }
      out.append(']');
      return;
    }
    char separator = '{';
    for (String name : names) {
      out.append(separator);
      quoted(name);
      out.append(':');
      append(row.getField(name), depth + 1);
      separator = ',';
    }
    out.append(names.isEmpty() ? "{}" : "}");
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
