package io.starload.flink.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.CharType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.SmallIntType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;

/** Schemas and rows by chance, of every type that the connector takes. */
final class RandomRows {
  private static final int SCALARS = 16;
  private static final int MAX_FIELDS = 70;
  private static final int MAX_DEPTH = 3;

  private final Random random;

  RandomRows(Random random) {
    this.random = random;
  }

  LogicalType[] types() {
    int most = random.nextInt(4) == 0 ? MAX_FIELDS : 6;
    LogicalType[] types = new LogicalType[1 + random.nextInt(most)];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(1);
    }
    return types;
  }

  private LogicalType type(int depth) {
    if (depth < MAX_DEPTH && random.nextInt(4) == 0) {
      return nested(depth);
    }
    switch (random.nextInt(SCALARS)) {
      case 0:
        return new BooleanType();
      case 1:
        return new TinyIntType();
      case 2:
        return new SmallIntType();
      case 3:
        return new IntType();
      case 4:
        return new BigIntType();
      case 5:
        return new FloatType();
      case 6:
        return new DoubleType();
      case 7:
        return new DateType();
      case 8:
        return new TimeType(3);
      case 9:
        return new CharType(5);
      case 10:
        return new VarCharType(VarCharType.MAX_LENGTH);
      case 11:
        return new BinaryType(9);
      case 12:
        return new VarBinaryType(VarBinaryType.MAX_LENGTH);
      case 13:
        int precision = 1 + random.nextInt(38);
        return new DecimalType(precision, random.nextInt(precision + 1));
      case 14:
        return new TimestampType(random.nextInt(10));
      default:
        return new LocalZonedTimestampType(random.nextInt(10));
    }
  }

  private LogicalType nested(int depth) {
    switch (random.nextInt(4)) {
      case 0:
        return new ArrayType(type(depth + 1));
      case 1:
        return new MapType(new VarCharType(9), type(depth + 1));
      case 2:
        return new MultisetType(new VarCharType(9));
      default:
        List<RowType.RowField> fields = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
          fields.add(new RowType.RowField("f" + i, type(depth + 1)));
        }
        return new RowType(fields);
    }
  }

  GenericRowData row(LogicalType[] types) {
    GenericRowData row = new GenericRowData(RowKind.values()[random.nextInt(4)], types.length);
    for (int i = 0; i < types.length; i++) {
      row.setField(i, valueOrNull(types[i]));
    }
    return row;
  }

  private Object valueOrNull(LogicalType type) {
    return random.nextInt(5) == 0 ? null : value(type);
  }

  private Object value(LogicalType type) {
    switch (type.getTypeRoot()) {
      case BOOLEAN:
        return random.nextBoolean();
      case TINYINT:
        return (byte) random.nextInt();
      case SMALLINT:
        return (short) random.nextInt();
      case INTEGER:
      case DATE:
        return random.nextInt();
      case TIME_WITHOUT_TIME_ZONE:
        return random.nextInt(86_400_000);
      case BIGINT:
        return random.nextLong();
      case FLOAT:
        return random.nextFloat();
      case DOUBLE:
        return random.nextGaussian();
      case CHAR:
      case VARCHAR:
        return text();
      case BINARY:
      case VARBINARY:
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        return bytes;
      case DECIMAL:
        return decimal((DecimalType) type);
      case TIMESTAMP_WITHOUT_TIME_ZONE:
        return timestamp(((TimestampType) type).getPrecision());
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return timestamp(((LocalZonedTimestampType) type).getPrecision());
      default:
        return nestedValue(type);
    }
  }

  private StringData text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(random.nextInt(5) == 0 ? 'ö' : (char) ('a' + random.nextInt(26)));
    }
    return StringData.fromString(text.toString());
  }

  private DecimalData decimal(DecimalType type) {
    BigInteger limit = BigInteger.TEN.pow(type.getPrecision());
    BigInteger unscaled = new BigInteger(127, random).mod(limit);
    BigDecimal value =
        new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.getScale());
    return DecimalData.fromBigDecimal(value, type.getPrecision(), type.getScale());
  }

  private TimestampData timestamp(int precision) {
    long millis = (random.nextLong() >> 20);
    return precision <= 3
        ? TimestampData.fromEpochMillis(millis)
        : TimestampData.fromEpochMillis(millis, random.nextInt(1_000_000));
  }

  private Object nestedValue(LogicalType type) {
    if (type instanceof ArrayType) {
      Object[] elements = new Object[random.nextInt(6) == 0 ? 40 : random.nextInt(5)];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = valueOrNull(((ArrayType) type).getElementType());
      }
      return new GenericArrayData(elements);
    }
    if (type instanceof MapType || type instanceof MultisetType) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        map.put(
            text(),
            type instanceof MapType ? valueOrNull(((MapType) type).getValueType()) : (Object) i);
      }
      return new GenericMapData(map);
    }
    GenericRowData row = row(type.getChildren().toArray(new LogicalType[0]));
    row.setRowKind(RowKind.INSERT);
    return row;
  }
}
