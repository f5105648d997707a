package io.starload.flink.rows;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;

/** Values that a slot holds whole. */
final class ScalarEncoders {
  private ScalarEncoders() {}

  static final class OfBoolean extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putLong(slot, row.getBoolean(field) ? 1 : 0);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putByte(slot, (byte) (array.getBoolean(index) ? 1 : 0));
    }

    @Override
    int elementBytes() {
      return 1;
    }
  }

  static final class OfByte extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putLong(slot, row.getByte(field) & 0xffL);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putByte(slot, array.getByte(index));
    }

    @Override
    int elementBytes() {
      return 1;
    }
  }

  static final class OfShort extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putLong(slot, row.getShort(field) & 0xffffL);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putShort(slot, array.getShort(index));
    }

    @Override
    int elementBytes() {
      return 2;
    }
  }

  /** INT, DATE and TIME. */
  static final class OfInt extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putLong(slot, row.getInt(field) & 0xffffffffL);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putInt(slot, array.getInt(index));
    }

    @Override
    int elementBytes() {
      return 4;
    }
  }

  static final class OfLong extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putLong(slot, row.getLong(field));
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putLong(slot, array.getLong(index));
    }
  }

  static final class OfFloat extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putLong(slot, Float.floatToRawIntBits(row.getFloat(field)) & 0xffffffffL);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putFloat(slot, array.getFloat(index));
    }

    @Override
    int elementBytes() {
      return 4;
    }
  }

  static final class OfDouble extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      out.putDouble(slot, row.getDouble(field));
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      out.putDouble(slot, array.getDouble(index));
    }
  }

  /** NULL: there is never a value. */
  static final class OfNull extends ValueEncoder {
    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot) {
      throw new IllegalStateException("field " + field + " of type NULL holds a value");
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot) {
      throw new IllegalStateException("element " + index + " of type NULL holds a value");
    }
  }
}
