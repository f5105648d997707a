package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Row;

/** ARRAY, MAP and ROW values given as Java objects, or as Flink's internal ones. */
final class NestedObjects {
  private static final int COUNT_BYTES = 4;
  private static final int HEADER_BITS = 8;

  private NestedObjects() {}

  static final class OfArray extends ObjectEncoder {
    private final ObjectEncoder element;
    private final NestedEncoders.OfArray internal;

    OfArray(ObjectEncoder element, ColumnType type) {
      this.element = element;
      this.internal = (NestedEncoders.OfArray) Encoders.of(type);
    }

    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      if (value instanceof ArrayData) {
        internal.put((ArrayData) value, out, slot);
        return;
      }
      if (!(value instanceof Collection) && !value.getClass().isArray()) {
        throw misfit(value);
      }
      int outer = out.enter();
      if (value instanceof Collection) {
        putAll((Collection<?>) value, element, out);
      } else {
        putArray(value, element, out);
      }
      out.leave(outer, slot);
    }
  }

  static final class OfMap extends ObjectEncoder {
    private final ObjectEncoder key;
    private final ObjectEncoder member;
    private final NestedEncoders.OfMap internal;

    OfMap(ObjectEncoder key, ObjectEncoder member, ColumnType type) {
      this.key = key;
      this.member = member;
      this.internal = (NestedEncoders.OfMap) Encoders.of(type);
    }

    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      if (value instanceof MapData) {
        internal.put((MapData) value, out, slot);
        return;
      }
      if (!(value instanceof Map)) {
        throw misfit(value);
      }
      Map<?, ?> map = (Map<?, ?>) value;
      int outer = out.enter();
      int keyBytes = out.take(COUNT_BYTES);
      int around = out.enter();
      putAll(map.keySet(), key, out);
      out.putInt(keyBytes, out.containerSize());
      out.leaveUnnamed(around);
      around = out.enter();
      putAll(map.values(), member, out);
      out.leaveUnnamed(around);
      out.leave(outer, slot);
    }
  }

  static final class OfRow extends ObjectEncoder {
    private final ObjectEncoder[] members;
    private final List<String> names;
    private final NestedEncoders.OfRow internal;

    OfRow(List<ObjectEncoder> members, ColumnType type) {
      this.members = members.toArray(new ObjectEncoder[0]);
      this.names = type.childNames();
      this.internal = (NestedEncoders.OfRow) Encoders.of(type);
    }

    @Override
    void put(Object value, RowOutput out, int slot)
        throws MisfitException, IOException, InterruptedException {
      if (value instanceof RowData) {
        internal.put((RowData) value, out, slot);
        return;
      }
      Object[] fields = fields(value);
      int outer = out.enter();
      int start = NestedEncoders.takeRow(members.length, 0, out);
      int at = start + NestedEncoders.nullBytes(members.length);
      for (int i = 0; i < members.length; i++, at += 8) {
        if (fields[i] == null) {
          out.setBit(start, i + HEADER_BITS);
        } else {
          members[i].put(fields[i], out, at);
        }
      }
      out.leave(outer, slot);
    }

    private Object[] fields(Object value) throws MisfitException {
      Object[] fields = new Object[members.length];
      if (value instanceof Map) {
        for (int i = 0; i < fields.length; i++) {
          fields[i] = ((Map<?, ?>) value).get(names.get(i));
        }
        return fields;
      }
      Object[] given = positions(value);
      if (given.length != members.length) {
        throw misfit(
            value, "has " + given.length + " members, but the type has " + members.length);
      }
      return given;
    }

    private Object[] positions(Object value) throws MisfitException {
      if (value instanceof Object[]) {
        return (Object[]) value;
      }
      if (value instanceof List) {
        return ((List<?>) value).toArray();
      }
      if (!(value instanceof Row)) {
        throw misfit(value);
      }
      Row row = (Row) value;
      boolean named = row.getFieldNames(false) != null;
      Object[] fields = new Object[row.getArity()];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = named && i < names.size() ? row.getField(names.get(i)) : row.getField(i);
      }
      return fields;
    }
  }

  private static void putAll(Collection<?> elements, ObjectEncoder encoder, RowOutput out)
      throws ObjectEncoder.MisfitException, IOException, InterruptedException {
    int count = elements.size();
    int width = encoder.elementBytes();
    int start = NestedEncoders.takeArray(count, width, out);
    int header = start + NestedEncoders.arrayHeaderBytes(count);
    int i = 0;
    for (Object element : elements) {
      putElement(element, encoder, out, start, header + i * width, i);
      i++;
    }
  }

  private static void putArray(Object elements, ObjectEncoder encoder, RowOutput out)
      throws ObjectEncoder.MisfitException, IOException, InterruptedException {
    int count = Array.getLength(elements);
    int width = encoder.elementBytes();
    int start = NestedEncoders.takeArray(count, width, out);
    int header = start + NestedEncoders.arrayHeaderBytes(count);
    for (int i = 0; i < count; i++) {
      putElement(Array.get(elements, i), encoder, out, start, header + i * width, i);
    }
  }

  private static void putElement(
      Object element, ObjectEncoder encoder, RowOutput out, int start, int slot, int index)
      throws ObjectEncoder.MisfitException, IOException, InterruptedException {
    if (element == null) {
      NestedEncoders.setElementNull(start, index, out);
    } else {
      encoder.put(element, out, slot);
    }
  }
}
