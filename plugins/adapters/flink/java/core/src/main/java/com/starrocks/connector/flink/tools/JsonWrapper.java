package com.starrocks.connector.flink.tools;

import io.starload.flink.json.JsonReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * JSON for row transformers and serializers that users write: maps, lists, arrays, numbers, text
 * and times. Beans are not looked into. Stateless; any thread.
 */
public class JsonWrapper {
  public byte[] toJSONBytes(Object value) {
    return toJSONString(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Members in the map's order; NULLs are kept. */
  public String toJSONString(Object value) {
    return ValueText.json(value);
  }

  /** Objects become LinkedHashMap, arrays ArrayList, numbers Integer to BigDecimal. */
  public Object parse(String text) {
    return text == null ? null : JsonReader.read(text);
  }

  public <T> T parseObject(byte[] text, Type type) {
    return text == null ? null : parseObject(new String(text, StandardCharsets.UTF_8), type);
  }

  /** type: Object, Map, List, String, Boolean or one of the number classes. */
  @SuppressWarnings("unchecked")
  public <T> T parseObject(String text, Type type) {
    Object value = parse(text);
    Type raw = type instanceof ParameterizedType ? ((ParameterizedType) type).getRawType() : type;
    if (value == null || raw == Object.class) {
      return (T) value;
    }
    Object converted = raw instanceof Class ? convert(value, (Class<?>) raw) : null;
    if (converted == null) {
      throw new IllegalArgumentException(
          "JSON of type "
              + value.getClass().getSimpleName()
              + " cannot be read as "
              + type
              + ": ask for Object, Map, List, String, Boolean or a number class");
    }
    return (T) converted;
  }

  private Object convert(Object value, Class<?> type) {
    if (type.isInstance(value)) {
      return value;
    }
    if (type == String.class) {
      return value instanceof Map || value instanceof List ? toJSONString(value) : value.toString();
    }
    return value instanceof Number ? convertNumber((Number) value, type) : null;
  }

  private static Object convertNumber(Number value, Class<?> type) {
    BigDecimal number = new BigDecimal(value.toString());
    if (type == BigDecimal.class) {
      return number;
    } else if (type == Double.class || type == double.class) {
      return number.doubleValue();
    } else if (type == Float.class || type == float.class) {
      return number.floatValue();
    } else if (type == BigInteger.class) {
      return number.toBigIntegerExact();
    } else if (type == Long.class || type == long.class) {
      return number.longValueExact();
    } else if (type == Integer.class || type == int.class) {
      return number.intValueExact();
    } else if (type == Short.class || type == short.class) {
      return number.shortValueExact();
    } else if (type == Byte.class || type == byte.class) {
      return number.byteValueExact();
    }
    return null;
  }
}
