package com.starrocks.connector.flink.row.sink;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Flink's internal values as plain Java ones: text as String, DECIMAL as BigDecimal, times of
 * java.time (TIMESTAMP_LTZ in UTC), ARRAY as List, MAP and ROW as Map. Immutable; any thread.
 */
final class RowDataValues {
  private final LogicalType[] types;
  private final RowData.FieldGetter[] getters;

  RowDataValues(LogicalType[] fieldTypes) {
    types = fieldTypes.clone();
    getters = new RowData.FieldGetter[types.length];
    for (int i = 0; i < types.length; i++) {
      getters[i] = RowData.createFieldGetter(types[i], i);
    }
  }

  /** The row's values, with so many places more behind them. */
  Object[] of(RowData row, int more) {
    Object[] values = new Object[types.length + more];
    for (int i = 0; i < types.length; i++) {
      values[i] = plain(getters[i].getFieldOrNull(row), types[i]);
    }
    return values;
  }

  private static Object plain(Object value, LogicalType type) {
    if (value == null) {
      return null;
    }
    switch (type.getTypeRoot()) {
      case CHAR:
      case VARCHAR:
        return value.toString();
      case DECIMAL:
        return ((DecimalData) value).toBigDecimal();
      case DATE:
        return LocalDate.ofEpochDay((Integer) value);
      case TIME_WITHOUT_TIME_ZONE:
        return LocalTime.ofNanoOfDay((Integer) value * 1_000_000L);
      case TIMESTAMP_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return ((TimestampData) value).toLocalDateTime();
      default:
        return nested(value, type);
    }
  }

  private static Object nested(Object value, LogicalType type) {
    switch (type.getTypeRoot()) {
      case ARRAY:
        return list((ArrayData) value, ((ArrayType) type).getElementType());
      case MAP:
        return map((MapData) value, ((MapType) type).getKeyType(), ((MapType) type).getValueType());
      case MULTISET:
        return map((MapData) value, ((MultisetType) type).getElementType(), new IntType(false));
      case ROW:
        return row((RowData) value, (RowType) type);
      case STRUCTURED_TYPE:
      case RAW:
      case TIMESTAMP_WITH_TIME_ZONE:
        throw new UnsupportedOperationException("Unsupported type:" + type.asSummaryString());
      default:
        return value;
    }
  }

  private static List<Object> list(ArrayData array, LogicalType type) {
    ArrayData.ElementGetter getter = ArrayData.createElementGetter(type);
    List<Object> elements = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      elements.add(plain(getter.getElementOrNull(array, i), type));
    }
    return elements;
  }

  private static Map<Object, Object> map(MapData map, LogicalType keyType, LogicalType valueType) {
    List<Object> keys = list(map.keyArray(), keyType);
    List<Object> values = list(map.valueArray(), valueType);
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      entries.put(keys.get(i), values.get(i));
    }
    return entries;
  }

  private static Map<String, Object> row(RowData row, RowType type) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < type.getFieldCount(); i++) {
      LogicalType fieldType = type.getTypeAt(i);
      Object value = RowData.createFieldGetter(fieldType, i).getFieldOrNull(row);
      members.put(type.getFieldNames().get(i), plain(value, fieldType));
    }
    return members;
  }
}
