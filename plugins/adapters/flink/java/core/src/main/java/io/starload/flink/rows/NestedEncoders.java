package io.starload.flink.rows;

import java.io.IOException;
import java.util.List;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.apache.flink.table.data.binary.BinaryFormat;
import org.apache.flink.table.data.binary.BinaryMapData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.binary.NestedRowData;

/**
 * ARRAY, MAP, MULTISET and ROW values. What Flink holds in its binary layout is copied as it is:
 * for all types that ColumnTypes lets through it is ours.
 */
final class NestedEncoders {
  private static final int HEADER_BITS = 8;
  private static final int COUNT_BYTES = 4;

  private NestedEncoders() {}

  static final class OfArray extends ValueEncoder {
    private final ValueEncoder element;

    OfArray(ValueEncoder element) {
      this.element = element;
    }

    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getArray(field), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getArray(index), out, slot);
    }

    void put(ArrayData array, RowOutput out, int slot) throws IOException, InterruptedException {
      if (array instanceof BinaryArrayData) {
        copy((BinaryFormat) array, out, slot);
        return;
      }
      int outer = out.enter();
      putElements(array, element, out);
      out.leave(outer, slot);
    }
  }

  static final class OfMap extends ValueEncoder {
    private final ValueEncoder key;
    private final ValueEncoder value;

    OfMap(ValueEncoder key, ValueEncoder value) {
      this.key = key;
      this.value = value;
    }

    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getMap(field), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getMap(index), out, slot);
    }

    void put(MapData map, RowOutput out, int slot) throws IOException, InterruptedException {
      if (map instanceof BinaryMapData) {
        copy((BinaryFormat) map, out, slot);
        return;
      }
      int outer = out.enter();
      int keyBytes = out.take(COUNT_BYTES);
      int around = out.enter();
      putElements(map.keyArray(), key, out);
      out.putInt(keyBytes, out.containerSize());
      out.leaveUnnamed(around);
      around = out.enter();
      putElements(map.valueArray(), value, out);
      out.leaveUnnamed(around);
      out.leave(outer, slot);
    }
  }

  static final class OfRow extends ValueEncoder {
    private final ValueEncoder[] members;

    OfRow(List<ValueEncoder> members) {
      this.members = members.toArray(new ValueEncoder[0]);
    }

    @Override
    void fromRow(RowData row, int field, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(row.getRow(field, members.length), out, slot);
    }

    @Override
    void fromArray(ArrayData array, int index, RowOutput out, int slot)
        throws IOException, InterruptedException {
      put(array.getRow(index, members.length), out, slot);
    }

    void put(RowData row, RowOutput out, int slot) throws IOException, InterruptedException {
      if (row instanceof BinaryRowData || row instanceof NestedRowData) {
        copy((BinaryFormat) row, out, slot);
        return;
      }
      int outer = out.enter();
      putFields(row, members, 0, out);
      out.leave(outer, slot);
    }
  }

  /** The fixed part of a row, its fields and their variable part. */
  static void putFields(RowData row, ValueEncoder[] encoders, int kind, RowOutput out)
      throws IOException, InterruptedException {
    int count = encoders.length;
    int nulls = nullBytes(count);
    int start = out.take(nulls + count * 8);
    out.putZeroWords(start, nulls / 8);
    out.putByte(start, (byte) kind);
    int slot = start + nulls;
    for (int i = 0; i < count; i++, slot += 8) {
      if (row.isNullAt(i)) {
        out.setBit(start, i + HEADER_BITS);
        out.putLong(slot, 0L);
      } else {
        encoders[i].fromRow(row, i, out, slot);
      }
    }
  }

  /** Room for the fixed part of a row, without nulls; returns its place. */
  static int takeRow(int fields, int kind, RowOutput out) throws IOException, InterruptedException {
    int start = out.takeZeroWords(nullBytes(fields) / 8 + fields);
    out.putByte(start, (byte) kind);
    return start;
  }

  static int nullBytes(int fields) {
    return (fields + HEADER_BITS + 63) / 64 * 8;
  }

  private static void putElements(ArrayData array, ValueEncoder encoder, RowOutput out)
      throws IOException, InterruptedException {
    int count = array.size();
    int width = encoder.elementBytes();
    int start = takeArray(count, width, out);
    int slot = start + arrayHeaderBytes(count);
    for (int i = 0; i < count; i++, slot += width) {
      if (array.isNullAt(i)) {
        setElementNull(start, i, out);
      } else {
        encoder.fromArray(array, i, out, slot);
      }
    }
  }

  /** Room for the fixed part of an array, without nulls; returns its place. */
  static int takeArray(int count, int width, RowOutput out)
      throws IOException, InterruptedException {
    long bytes = arrayHeaderBytes(count) + (long) count * width;
    int start = out.takeZeroWords(Math.toIntExact((bytes + 7) / 8));
    out.putInt(start, count);
    return start;
  }

  static int arrayHeaderBytes(int count) {
    return COUNT_BYTES + (count + 31) / 32 * 4;
  }

  static void setElementNull(int array, int index, RowOutput out) {
    out.setBit(array + COUNT_BYTES, index);
  }

  private static void copy(BinaryFormat value, RowOutput out, int slot)
      throws IOException, InterruptedException {
    out.putNested(slot, value.getSegments(), value.getOffset(), value.getSizeInBytes());
  }
}
