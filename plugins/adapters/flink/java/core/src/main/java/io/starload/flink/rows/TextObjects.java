package io.starload.flink.rows;

import io.starload.flink.json.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import org.apache.flink.table.data.StringData;

/** Text and bytes given as Java objects. */
final class TextObjects {
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private TextObjects() {}

  /** CHAR and VARCHAR: text, and whatever has one plain form as text. */
  static final class OfText extends ObjectEncoder {
    private final ZoneId zone;

    OfText(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      if (value instanceof StringData) {
        WideEncoders.OfText.put((StringData) value, out, slot);
        return;
      }
      byte[] bytes = text(value, zone).getBytes(StandardCharsets.UTF_8);
      out.putBytes(slot, bytes, 0, bytes.length);
    }
  }

  /** A value as text: numbers plain, times as StarRocks writes them, collections as JSON. */
  static String text(Object value, ZoneId zone) throws ObjectEncoder.MisfitException {
    if (value instanceof String) {
      return (String) value;
    }
    if (value instanceof BigDecimal) {
      return ((BigDecimal) value).toPlainString();
    }
    if (isCollection(value)) {
      return new JsonWriter<>(new InJson(zone)).write(value);
    }
    if (isTime(value)) {
      return timeText(value, zone);
    }
    if (value instanceof byte[] || value instanceof ByteBuffer) {
      throw ObjectEncoder.misfit(value);
    }
    return value.toString();
  }

  static boolean isCollection(Object value) {
    return JsonWriter.isNested(value);
  }

  /** Single values within JSON. */
  private static final class InJson implements JsonWriter.Texts<ObjectEncoder.MisfitException> {
    private final ZoneId zone;

    InJson(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public String text(Object value) throws ObjectEncoder.MisfitException {
      return TextObjects.text(value, zone);
    }

    @Override
    public ObjectEncoder.MisfitException misfit(Object value, String why) {
      return ObjectEncoder.misfit(value, why);
    }
  }

  static boolean isTime(Object value) {
    return value instanceof java.util.Date
        || value instanceof Instant
        || value instanceof java.time.temporal.Temporal;
  }

  static String timeText(Object value, ZoneId zone) throws ObjectEncoder.MisfitException {
    if (value instanceof LocalDate || value instanceof java.sql.Date) {
      return value.toString();
    }
    if (value instanceof java.sql.Time || value instanceof java.time.LocalTime) {
      return value.toString();
    }
    LocalDateTime clock = TimeObjects.toWallClock(value, zone);
    return DATE_TIME.format(clock);
  }

  /** BINARY and VARBINARY. */
  static final class OfBytes extends ObjectEncoder {
    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      byte[] bytes = toBytes(value);
      out.putBytes(slot, bytes, 0, bytes.length);
    }

    private static byte[] toBytes(Object value) throws MisfitException {
      if (value instanceof byte[]) {
        return (byte[]) value;
      }
      if (value instanceof ByteBuffer) {
        ByteBuffer view = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
      }
      if (value instanceof CharSequence || value instanceof StringData) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
      }
      throw misfit(value);
    }
  }
}
