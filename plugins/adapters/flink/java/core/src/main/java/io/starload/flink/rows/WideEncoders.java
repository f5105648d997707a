package io.starload.flink.rows;

import io.starload.flink.engine.StarloadException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinarySection;
import org.apache.flink.table.data.binary.BinaryStringData;

/** Values that may lie in the variable part: text, bytes, decimals, timestamps. */
final class WideEncoders {
  private static final int MAX_COMPACT_FRACTION = 3;

  private WideEncoders() {}

  static final class OfText extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getString(field), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getString(index), out, slot);
    }

    static void put(StringData text, RowOutput out, int slot)
        throws IOException, InterruptedException {
      if (text instanceof BinaryStringData) {
        BinarySection bytes = ((BinaryStringData) text).getBinarySection();
        if (bytes != null) {
          out.putBytes(slot, bytes.getSegments(), bytes.getOffset(), bytes.getSizeInBytes());
          return;
        }
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      out.putBytes(slot, bytes, 0, bytes.length);
    }
  }

  static final class OfBytes extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getBinary(field), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getBinary(index), out, slot);
    }

    private static void put(byte[] bytes, RowOutput out, int slot)
        throws IOException, InterruptedException {
      out.putBytes(slot, bytes, 0, bytes.length);
    }
  }

  /** DECIMAL(precision, scale): up to 18 digits in the slot, more as bytes. */
  static final class OfDecimal extends ValueEncoder {
    private final int precision;
    private final int scale;

    OfDecimal(int precision, int scale) {
      this.precision = precision;
      this.scale = scale;
    }

    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getDecimal(field, precision, scale), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getDecimal(index, precision, scale), out, slot);
    }

    void put(DecimalData value, RowOutput out, int slot) throws IOException, InterruptedException {
      // Rows that a user's program built may hold a decimal of another type than was declared.
      if (value.scale() != scale || value.precision() > precision) {
        put(value.toBigDecimal(), out, slot);
      } else if (DecimalData.isCompact(precision)) {
        out.putLong(slot, value.toUnscaledLong());
      } else {
        out.putWideDecimal(slot, value.toUnscaledBytes());
      }
    }

    void put(BigDecimal value, RowOutput out, int slot) throws IOException, InterruptedException {
      // Digits before the point, without writing a huge exponent out.
      long whole = (long) value.precision() - value.scale();
      if (value.signum() != 0 && whole > precision - scale) {
        throw tooLarge(whole);
      }
      // What is finer than the scale is rounded, as Flink's own conversion does.
      BigDecimal scaled =
          whole < -scale ? BigDecimal.ZERO : value.setScale(scale, RoundingMode.HALF_UP);
      if (scaled.precision() > precision) {
        throw tooLarge(whole + 1);
      }
      if (DecimalData.isCompact(precision)) {
        out.putLong(slot, scaled.unscaledValue().longValueExact());
      } else {
        out.putWideDecimal(slot, scaled.unscaledValue().toByteArray());
      }
    }

    private StarloadException tooLarge(long whole) {
      return new StarloadException(
          StarloadException.Code.DATA,
          "a decimal of " + whole + " digits before the point does not fit DECIMAL(" + precision
              + ", " + scale + ")");
    }
  }

  /** TIMESTAMP and TIMESTAMP_LTZ: up to 3 digits of fraction in the slot. */
  static final class OfTimestamp extends ValueEncoder {
    private final int precision;

    OfTimestamp(int precision) {
      this.precision = precision;
    }

    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getTimestamp(field, precision), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getTimestamp(index, precision), out, slot);
    }

    private void put(TimestampData value, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(value.getMillisecond(), value.getNanoOfMillisecond(), out, slot);
    }

    void put(long millis, int nanosOfMilli, RowOutput out, int slot)
        throws IOException, InterruptedException {
      if (precision <= MAX_COMPACT_FRACTION) {
        out.putLong(slot, millis);
      } else {
        out.putTimestamp(slot, millis, nanosOfMilli);
      }
    }
  }
}
