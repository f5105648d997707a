package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/**
 * Dates and times given as Java objects. java.sql's classes and java.util.Date stand for the wall
 * clock that their toString() shows, the JVM's zone; where a column wants a wall clock, an instant
 * is shown in the zone of sink.timezone, as TIMESTAMP_LTZ columns are.
 */
final class TimeObjects {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .appendPattern("HH:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .toFormatter();

  private TimeObjects() {}

  static final class OfDate extends ObjectEncoder {
    private final ZoneId zone;

    OfDate(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    void put(Object value, RowOutput out, int slot) throws MisfitException {
      long day = value instanceof Integer ? (Integer) value : toDate(value).toEpochDay();
      if (day != (int) day) {
        throw misfit(value, "is out of range");
      }
      out.putInt(slot, (int) day);
    }

    private LocalDate toDate(Object value) throws MisfitException {
      if (value instanceof LocalDate) {
        return (LocalDate) value;
      }
      if (value instanceof java.sql.Date) {
        return ((java.sql.Date) value).toLocalDate();
      }
      return toWallClock(value, zone).toLocalDate();
    }

    @Override
    int elementBytes() {
      return 4;
    }
  }

  static final class OfTime extends ObjectEncoder {
    @Override
    void put(Object value, RowOutput out, int slot) throws MisfitException {
      out.putInt(
          slot,
          value instanceof Integer
              ? (Integer) value
              : (int) (toTime(value).toNanoOfDay() / NANOS_PER_MILLI));
    }

    private static LocalTime toTime(Object value) throws MisfitException {
      if (value instanceof LocalTime) {
        return (LocalTime) value;
      }
      if (value instanceof java.sql.Time) {
        return ((java.sql.Time) value).toLocalTime();
      }
      if (value instanceof LocalDateTime) {
        return ((LocalDateTime) value).toLocalTime();
      }
      if (value instanceof CharSequence || value instanceof StringData) {
        try {
          return LocalTime.parse(value.toString().trim());
        } catch (DateTimeException e) {
          throw misfit(value, "is no time of the form HH:mm:ss.fff");
        }
      }
      throw misfit(value);
    }

    @Override
    int elementBytes() {
      return 4;
    }
  }

  /** TIMESTAMP and TIMESTAMP_LTZ. */
  static final class OfTimestamp extends ObjectEncoder {
    private final WideEncoders.OfTimestamp encoder;
    private final boolean instant;
    private final ZoneId zone;

    OfTimestamp(int kind, int precision, ZoneId zone) {
      this.encoder = new WideEncoders.OfTimestamp(precision);
      this.instant = kind == ColumnType.TIMESTAMP_LTZ;
      this.zone = zone;
    }

    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      if (value instanceof TimestampData) {
        TimestampData timestamp = (TimestampData) value;
        encoder.put(timestamp.getMillisecond(), timestamp.getNanoOfMillisecond(), out, slot);
        return;
      }
      Instant point =
          instant ? toInstant(value) : toWallClock(value, zone).toInstant(ZoneOffset.UTC);
      try {
        int nanosOfMilli = point.getNano() % NANOS_PER_MILLI;
        encoder.put(point.toEpochMilli(), nanosOfMilli, out, slot);
      } catch (ArithmeticException e) {
        throw misfit(value, "is out of range");
      }
    }

    private Instant toInstant(Object value) throws MisfitException {
      if (value instanceof Instant) {
        return (Instant) value;
      }
      if (value instanceof ZonedDateTime) {
        return ((ZonedDateTime) value).toInstant();
      }
      if (value instanceof OffsetDateTime) {
        return ((OffsetDateTime) value).toInstant();
      }
      if (value instanceof java.sql.Timestamp) {
        return ((java.sql.Timestamp) value).toInstant();
      }
      if (isPlainDate(value)) {
        return Instant.ofEpochMilli(((java.util.Date) value).getTime());
      }
      return toWallClock(value, zone).atZone(zone).toInstant();
    }
  }

  private static boolean isPlainDate(Object value) {
    return value instanceof java.util.Date
        && !(value instanceof java.sql.Date)
        && !(value instanceof java.sql.Time);
  }

  /** What a clock on the wall shows: in the value's own zone, or else in the one given. */
  static LocalDateTime toWallClock(Object value, ZoneId zone)
      throws ObjectEncoder.MisfitException {
    if (value instanceof LocalDateTime) {
      return (LocalDateTime) value;
    }
    if (value instanceof java.sql.Timestamp) {
      return ((java.sql.Timestamp) value).toLocalDateTime();
    }
    if (value instanceof LocalDate) {
      return ((LocalDate) value).atStartOfDay();
    }
    if (value instanceof java.sql.Date) {
      return ((java.sql.Date) value).toLocalDate().atStartOfDay();
    }
    if (isPlainDate(value)) {
      Instant point = Instant.ofEpochMilli(((java.util.Date) value).getTime());
      return LocalDateTime.ofInstant(point, ZoneId.systemDefault());
    }
    return zonedOrText(value, zone);
  }

  private static LocalDateTime zonedOrText(Object value, ZoneId zone)
      throws ObjectEncoder.MisfitException {
    if (value instanceof Instant) {
      return LocalDateTime.ofInstant((Instant) value, zone);
    }
    if (value instanceof ZonedDateTime) {
      return ((ZonedDateTime) value).toLocalDateTime();
    }
    if (value instanceof OffsetDateTime) {
      return ((OffsetDateTime) value).toLocalDateTime();
    }
    if (value instanceof TimestampData) {
      return ((TimestampData) value).toLocalDateTime();
    }
    if (value instanceof CharSequence || value instanceof StringData) {
      return parse(value);
    }
    throw ObjectEncoder.misfit(value);
  }

  private static LocalDateTime parse(Object text) throws ObjectEncoder.MisfitException {
    try {
      return LocalDateTime.parse(text.toString().trim(), DATE_TIME);
    } catch (DateTimeException e) {
      throw ObjectEncoder.misfit(text, "is no date or time of the form yyyy-MM-dd[ HH:mm:ss[.f]]");
    }
  }
}
