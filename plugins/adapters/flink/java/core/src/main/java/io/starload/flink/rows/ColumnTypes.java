package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.StarloadException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.CharType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DistinctType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.StructuredType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

/** Flink's types as column types of the engine; what StarRocks cannot take is refused by name. */
public final class ColumnTypes {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_FRACTION_DIGITS = 9;

  private ColumnTypes() {}

  /** The engine's type of a column. The error names the column. */
  public static ColumnType of(String column, LogicalType type) throws StarloadException {
    return convert(column, type, type, 1);
  }

  /**
   * As of(), for rows of Java objects: a timestamp column keeps all digits of its values, whatever
   * fraction was declared.
   */
  public static ColumnType withFullFraction(String column, LogicalType type)
      throws StarloadException {
    ColumnType declared = of(column, type);
    if (declared.kind() != ColumnType.TIMESTAMP && declared.kind() != ColumnType.TIMESTAMP_LTZ) {
      return declared;
    }
    ColumnType full = ColumnType.temporal(declared.kind(), MAX_FRACTION_DIGITS);
    return declared.nullable() ? full : full.notNull();
  }

  /** The type behind a DISTINCT type; any other as it is. */
  static LogicalType withoutAlias(LogicalType type) {
    LogicalType bare = type;
    while (bare instanceof DistinctType) {
      bare = ((DistinctType) bare).getSourceType();
    }
    return bare;
  }

  /** Names of the members of a ROW or a structured type. */
  static List<String> memberNames(LogicalType type) {
    List<String> names = new ArrayList<>();
    if (type instanceof RowType) {
      names.addAll(((RowType) type).getFieldNames());
    } else {
      for (StructuredType.StructuredAttribute attribute :
          ((StructuredType) type).getAttributes()) {
        names.add(attribute.getName());
      }
    }
    return names;
  }

  private static ColumnType convert(String column, LogicalType whole, LogicalType type, int depth)
      throws StarloadException {
    if (depth > MAX_DEPTH) {
      throw refused(column, whole, "it is nested deeper than " + MAX_DEPTH + " levels");
    }
    ColumnType converted = bare(column, whole, withoutAlias(type), depth);
    return type.isNullable() ? converted : converted.notNull();
  }

  private static ColumnType bare(String column, LogicalType whole, LogicalType type, int depth)
      throws StarloadException {
    switch (type.getTypeRoot()) {
      case BOOLEAN:
        return ColumnType.of(ColumnType.BOOLEAN);
      case TINYINT:
        return ColumnType.of(ColumnType.TINYINT);
      case SMALLINT:
        return ColumnType.of(ColumnType.SMALLINT);
      case INTEGER:
        return ColumnType.of(ColumnType.INT);
      case BIGINT:
        return ColumnType.of(ColumnType.BIGINT);
      case FLOAT:
        return ColumnType.of(ColumnType.FLOAT);
      case DOUBLE:
        return ColumnType.of(ColumnType.DOUBLE);
      case DATE:
        return ColumnType.of(ColumnType.DATE);
      case NULL:
        return ColumnType.of(ColumnType.NULL);
      case DECIMAL:
        DecimalType decimal = (DecimalType) type;
        return ColumnType.decimal(decimal.getPrecision(), decimal.getScale());
      case CHAR:
      case VARCHAR:
      case BINARY:
      case VARBINARY:
        return text(type);
      case TIME_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITHOUT_TIME_ZONE:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return temporal(type);
      case ARRAY:
      case MAP:
      case MULTISET:
      case ROW:
      case STRUCTURED_TYPE:
        return nested(column, whole, type, depth);
      default:
        throw refused(column, whole, "StarRocks has no type that can take " + type);
    }
  }

  private static ColumnType text(LogicalType type) {
    switch (type.getTypeRoot()) {
      case CHAR:
        return ColumnType.text(ColumnType.CHAR, limit(((CharType) type).getLength()));
      case VARCHAR:
        return ColumnType.text(ColumnType.VARCHAR, limit(((VarCharType) type).getLength()));
      case BINARY:
        return ColumnType.text(ColumnType.BINARY, limit(((BinaryType) type).getLength()));
      default:
        return ColumnType.text(ColumnType.VARBINARY, limit(((VarBinaryType) type).getLength()));
    }
  }

  private static long limit(int length) {
    return length == Integer.MAX_VALUE ? 0 : length;
  }

  private static ColumnType temporal(LogicalType type) {
    switch (type.getTypeRoot()) {
      case TIME_WITHOUT_TIME_ZONE:
        return ColumnType.temporal(ColumnType.TIME, ((TimeType) type).getPrecision());
      case TIMESTAMP_WITHOUT_TIME_ZONE:
        return ColumnType.temporal(ColumnType.TIMESTAMP, ((TimestampType) type).getPrecision());
      default:
        return ColumnType.temporal(
            ColumnType.TIMESTAMP_LTZ, ((LocalZonedTimestampType) type).getPrecision());
    }
  }

  private static ColumnType nested(String column, LogicalType whole, LogicalType type, int depth)
      throws StarloadException {
    if (type instanceof ArrayType) {
      LogicalType element = ((ArrayType) type).getElementType();
      return ColumnType.array(convert(column, whole, element, depth + 1));
    }
    if (type instanceof MapType) {
      MapType map = (MapType) type;
      return ColumnType.map(
          convert(column, whole, map.getKeyType(), depth + 1),
          convert(column, whole, map.getValueType(), depth + 1));
    }
    if (type instanceof MultisetType) {
      LogicalType element = ((MultisetType) type).getElementType();
      return ColumnType.map(
          convert(column, whole, element, depth + 1), ColumnType.of(ColumnType.INT).notNull());
    }
    List<ColumnType> members = new ArrayList<>();
    for (LogicalType member : type.getChildren()) {
      members.add(convert(column, whole, member, depth + 1));
    }
    return ColumnType.row(memberNames(type), members);
  }

  private static StarloadException refused(String column, LogicalType whole, String why) {
    return new StarloadException(
        StarloadException.Code.CONFIG,
        "Column '" + column + "' of type " + whole.asSummaryString() + " cannot be written: " + why
            + ". Cast it to another type in the query, for instance to STRING.");
  }
}
