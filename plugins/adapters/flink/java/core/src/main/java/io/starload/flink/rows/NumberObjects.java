package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.StarloadException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;

/** Numbers and booleans given as Java objects: any kind of number, and numbers as text. */
final class NumberObjects {
  private static final int MAX_LONG_DIGITS = 19;

  private NumberObjects() {}

  /** TINYINT to BIGINT. */
  static final class OfInteger extends ObjectEncoder {
    private final int kind;
    private final int bytes;

    OfInteger(int kind) {
      this.kind = kind;
      this.bytes = width(kind);
    }

    private static int width(int kind) {
      switch (kind) {
        case ColumnType.TINYINT:
          return 1;
        case ColumnType.SMALLINT:
          return 2;
        case ColumnType.INT:
          return 4;
        default:
          return 8;
      }
    }

    @Override
    void put(Object value, RowOutput out, int slot) throws ObjectEncoder.MisfitException {
      long number = toLong(value);
      int unused = Long.SIZE - 8 * bytes;
      if (number << unused >> unused != number) {
        throw misfit(value, "is out of range");
      }
      switch (kind) {
        case ColumnType.TINYINT:
          out.putByte(slot, (byte) number);
          break;
        case ColumnType.SMALLINT:
          out.putShort(slot, (short) number);
          break;
        case ColumnType.INT:
          out.putInt(slot, (int) number);
          break;
        default:
          out.putLong(slot, number);
      }
    }

    @Override
    int elementBytes() {
      return bytes;
    }
  }

  static final class OfBoolean extends ObjectEncoder {
    @Override
    void put(Object value, RowOutput out, int slot) throws ObjectEncoder.MisfitException {
      out.putByte(slot, (byte) (toBoolean(value) ? 1 : 0));
    }

    @Override
    int elementBytes() {
      return 1;
    }

    private static boolean toBoolean(Object value) throws ObjectEncoder.MisfitException {
      if (value instanceof Boolean) {
        return (Boolean) value;
      }
      String text = value.toString();
      if (isText(value) && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
        return text.equalsIgnoreCase("true");
      }
      long number = toLong(value);
      if (number != 0 && number != 1) {
        throw misfit(value, "is neither 0 nor 1");
      }
      return number == 1;
    }
  }

  static final class OfFloat extends ObjectEncoder {
    @Override
    void put(Object value, RowOutput out, int slot) throws ObjectEncoder.MisfitException {
      out.putFloat(slot, value instanceof Float ? (Float) value : toFloat(value));
    }

    private static float toFloat(Object value) throws ObjectEncoder.MisfitException {
      if (value instanceof Number) {
        return ((Number) value).floatValue();
      }
      try {
        return Float.parseFloat(numberText(value));
      } catch (NumberFormatException e) {
        throw misfit(value, "is no number");
      }
    }

    @Override
    int elementBytes() {
      return 4;
    }
  }

  static final class OfDouble extends ObjectEncoder {
    @Override
    void put(Object value, RowOutput out, int slot) throws ObjectEncoder.MisfitException {
      out.putDouble(slot, toDouble(value));
    }

    private static double toDouble(Object value) throws ObjectEncoder.MisfitException {
      if (value instanceof Float) {
        // 0.1f is meant as 0.1, not as 0.10000000149.
        return Double.parseDouble(value.toString());
      }
      if (value instanceof Number) {
        return ((Number) value).doubleValue();
      }
      try {
        return Double.parseDouble(numberText(value));
      } catch (NumberFormatException e) {
        throw misfit(value, "is no number");
      }
    }
  }

  static final class OfDecimal extends ObjectEncoder {
    private final WideEncoders.OfDecimal encoder;

    OfDecimal(int precision, int scale) {
      encoder = new WideEncoders.OfDecimal(precision, scale);
    }

    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      BigDecimal decimal = toDecimal(value);
      try {
        encoder.put(decimal, out, slot);
      } catch (StarloadException e) {
        if (e.code() != StarloadException.Code.DATA) {
          throw e;
        }
        throw misfit(value, "is out of range");
      }
    }
  }

  static long toLong(Object value) throws ObjectEncoder.MisfitException {
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Boolean) {
      return (Boolean) value ? 1 : 0;
    }
    BigDecimal decimal = toDecimal(value);
    try {
      long whole = (long) decimal.precision() - decimal.scale();
      if (decimal.signum() != 0 && (whole > MAX_LONG_DIGITS || whole < 1)) {
        throw new ArithmeticException("out of range");
      }
      return decimal.setScale(0, RoundingMode.UNNECESSARY).longValueExact();
    } catch (ArithmeticException e) {
      throw ObjectEncoder.misfit(value, "is no whole number in the range of a long");
    }
  }

  static BigDecimal toDecimal(Object value) throws ObjectEncoder.MisfitException {
    if (value instanceof BigDecimal) {
      return (BigDecimal) value;
    }
    if (value instanceof BigInteger) {
      return new BigDecimal((BigInteger) value);
    }
    if (value instanceof DecimalData) {
      return ((DecimalData) value).toBigDecimal();
    }
    if (value instanceof Enum) {
      return BigDecimal.valueOf(((Enum<?>) value).ordinal());
    }
    String text = value instanceof Number ? value.toString() : numberText(value);
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw ObjectEncoder.misfit(value, "is no number");
    }
  }

  private static boolean isText(Object value) {
    return value instanceof CharSequence || value instanceof StringData;
  }

  private static String numberText(Object value) throws ObjectEncoder.MisfitException {
    if (!isText(value)) {
      throw ObjectEncoder.misfit(value);
    }
    return value.toString().trim();
  }

  private static ObjectEncoder.MisfitException misfit(Object value, String why) {
    return ObjectEncoder.misfit(value, why);
  }
}
