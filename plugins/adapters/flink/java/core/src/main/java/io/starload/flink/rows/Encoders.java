package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import java.util.ArrayList;
import java.util.List;

/** Chooses the encoder of a type; once a column, at open. */
final class Encoders {
  private Encoders() {}

  static ValueEncoder of(ColumnType type) {
    switch (type.kind()) {
      case ColumnType.BOOLEAN:
        return new ScalarEncoders.OfBoolean();
      case ColumnType.TINYINT:
        return new ScalarEncoders.OfByte();
      case ColumnType.SMALLINT:
        return new ScalarEncoders.OfShort();
      case ColumnType.INT:
      case ColumnType.DATE:
      case ColumnType.TIME:
        return new ScalarEncoders.OfInt();
      case ColumnType.BIGINT:
        return new ScalarEncoders.OfLong();
      case ColumnType.FLOAT:
        return new ScalarEncoders.OfFloat();
      case ColumnType.DOUBLE:
        return new ScalarEncoders.OfDouble();
      case ColumnType.NULL:
        return new ScalarEncoders.OfNull();
      default:
        return wideOrNested(type);
    }
  }

  private static ValueEncoder wideOrNested(ColumnType type) {
    switch (type.kind()) {
      case ColumnType.CHAR:
      case ColumnType.VARCHAR:
        return new WideEncoders.OfText();
      case ColumnType.BINARY:
      case ColumnType.VARBINARY:
        return new WideEncoders.OfBytes();
      case ColumnType.DECIMAL:
        return new WideEncoders.OfDecimal(type.precision(), type.scale());
      case ColumnType.TIMESTAMP:
      case ColumnType.TIMESTAMP_LTZ:
        return new WideEncoders.OfTimestamp(type.precision());
      case ColumnType.ARRAY:
        return new NestedEncoders.OfArray(of(type.children().get(0)));
      case ColumnType.MAP:
        return new NestedEncoders.OfMap(of(type.children().get(0)), of(type.children().get(1)));
      case ColumnType.ROW:
        return new NestedEncoders.OfRow(all(type.children()));
      default:
        throw new IllegalArgumentException("no encoder for type " + type.kind());
    }
  }

  static List<ValueEncoder> all(List<ColumnType> types) {
    List<ValueEncoder> encoders = new ArrayList<>();
    for (ColumnType type : types) {
      encoders.add(of(type));
    }
    return encoders;
  }
}
