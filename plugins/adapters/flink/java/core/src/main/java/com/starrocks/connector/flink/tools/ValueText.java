package com.starrocks.connector.flink.tools;

import io.starload.flink.json.JsonWriter;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** The text of single values, as the server reads it (docs/types.md). Stateless; any thread. */
public final class ValueText {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final DateTimeFormatter MICROS =
      new DateTimeFormatterBuilder()
          .append(SECONDS)
          .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
          .toFormatter();

  private ValueText() {}

  /** REQUIRES: value is not null. Maps, lists and arrays become JSON. */
  public static String of(Object value) {
    if (value instanceof String) {
      return (String) value;
    } else if (value instanceof Boolean) {
      return (Boolean) value ? "1" : "0";
    } else if (value instanceof BigDecimal) {
      return ((BigDecimal) value).toPlainString();
    } else if (value instanceof LocalDateTime) {
      return dateTime((LocalDateTime) value);
    } else if (value instanceof java.sql.Timestamp) {
      return dateTime(((java.sql.Timestamp) value).toLocalDateTime());
    } else if (value instanceof java.sql.Date || value instanceof java.sql.Time) {
      return value.toString();
    } else if (value instanceof java.util.Date) {
      return dateTime(new java.sql.Timestamp(((java.util.Date) value).getTime()).toLocalDateTime());
    } else if (value instanceof LocalTime) {
      return ((LocalTime) value).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }
    return structured(value);
  }

  private static String structured(Object value) {
    return isPlain(value) ? value.toString() : json(value);
  }

  private static boolean isPlain(Object value) {
    return value instanceof Number
        || value instanceof CharSequence
        || value instanceof Character
        || value instanceof Enum
        || value instanceof java.time.LocalDate;
  }

  static String json(Object value) {
    return new JsonWriter<>(new InJson()).write(value);
  }

  /** Single values within JSON. */
  private static final class InJson implements JsonWriter.Texts<IllegalArgumentException> {
    @Override
    public String text(Object value) {
      if (value instanceof Boolean) {
        return value.toString();
      } else if (value instanceof byte[]) {
        return Base64.getEncoder().encodeToString((byte[]) value);
      } else if (isPlain(value)
          || value instanceof java.util.Date
          || value instanceof LocalDateTime
          || value instanceof LocalTime) {
        return of(value);
      }
      throw new IllegalArgumentException(
          "a value of "
              + value.getClass().getName()
              + " cannot be written as JSON: give a Map, a List, a number, a text or a time");
    }

    @Override
    public IllegalArgumentException misfit(Object value, String why) {
      return new IllegalArgumentException(
          "a value of "
              + value.getClass().getName()
              + " that "
              + why
              + " cannot be written as JSON");
    }
  }

  private static String dateTime(LocalDateTime value) {
    LocalDateTime cut = value.truncatedTo(ChronoUnit.MICROS);
    return cut.format(cut.getNano() == 0 ? SECONDS : MICROS);
  }
}
