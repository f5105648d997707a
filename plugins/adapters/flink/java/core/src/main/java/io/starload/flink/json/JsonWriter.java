package io.starload.flink.json;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.flink.types.Row;

/**
 * Java values as one JSON text: maps, collections, arrays and Flink's rows nest, members keep their
 * order, nulls are kept. What single values look like is for the {@link Texts}. One use, one
 * thread.
 */
public final class JsonWriter<E extends Exception> {
  /** What single values look like, and what is thrown where a value cannot be written. */
  public interface Texts<E extends Exception> {
    /** Of a map's key, or of a value that is no number, truth value or collection. */
    String text(Object value) throws E;

    E misfit(Object value, String why);
  }

  private static final int MAX_DEPTH = 64;
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();
  private final Texts<E> texts;

  public JsonWriter(Texts<E> texts) {
    this.texts = texts;
  }

  public String write(Object value) throws E {
    append(value, 1);
    return out.toString();
  }

  /** Whether a value becomes an object or an array. */
  public static boolean isNested(Object value) {
    return value instanceof Map
        || value instanceof Iterable
        || value instanceof Row
        || value.getClass().isArray() && !(value instanceof byte[]);
  }

  private void append(Object value, int depth) throws E {
    if (value == null) {
      out.append("null");
    } else if (depth > MAX_DEPTH) {
      throw texts.misfit(value, "is nested deeper than " + MAX_DEPTH + " levels");
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number) {
      number((Number) value);
    } else if (value instanceof Map) {
      object((Map<?, ?>) value, depth);
    } else if (value instanceof Collection) {
      array(((Collection<?>) value).toArray(), depth);
    } else if (value instanceof Iterable) {
      sequence((Iterable<?>) value, depth);
    } else if (value instanceof Row) {
      row((Row) value, depth);
    } else if (isNested(value)) {
      array(value, depth);
    } else {
      quoted(texts.text(value));
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

  private void object(Map<?, ?> map, int depth) throws E {
    String separator = "";
    out.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getKey() == null) {
        throw texts.misfit(map, "has a null key");
      }
      out.append(separator);
      member(texts.text(entry.getKey()), entry.getValue(), depth);
      separator = ",";
    }
    out.append('}');
  }

  private void member(String name, Object value, int depth) throws E {
    quoted(name);
    out.append(':');
    append(value, depth + 1);
  }

  private void sequence(Iterable<?> elements, int depth) throws E {
    String separator = "";
    out.append('[');
    for (Object element : elements) {
      out.append(separator);
      append(element, depth + 1);
      separator = ",";
    }
    out.append(']');
  }

  private void array(Object elements, int depth) throws E {
    out.append('[');
    for (int i = 0; i < Array.getLength(elements); i++) {
      out.append(i == 0 ? "" : ",");
      append(Array.get(elements, i), depth + 1);
    }
    out.append(']');
  }

  /** A row with named fields is an object, one with positions an array. */
  private void row(Row row, int depth) throws E {
    Set<String> names = row.getFieldNames(false);
    if (names == null) {
      Object[] fields = new Object[row.getArity()];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = row.getField(i);
      }
      array(fields, depth);
      return;
    }
    String separator = "";
    out.append('{');
    for (String name : names) {
      out.append(separator);
      member(name, row.getField(name), depth);
      separator = ",";
    }
    out.append('}');
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int named = "\"\\\n\r\t".indexOf(c);
      if (named >= 0) {
        out.append('\\').append("\"\\nrt".charAt(named));
      } else if (c < 0x20) {
        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
