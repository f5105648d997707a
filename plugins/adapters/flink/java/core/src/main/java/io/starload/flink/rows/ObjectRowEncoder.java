package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.StarloadException;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.types.RowKind;

/**
 * Writes rows of Java objects, as a StarRocksSinkRowBuilder fills them, in the engine's row format.
 * A value that does not fit its column is an error that names column, class and type, not the
 * value. Stateless after construction; any thread.
 */
public final class ObjectRowEncoder {
  private static final int HEADER_BITS = 8;
  private static final int UPSERT = 0;

  private final String table;
  private final List<String> names;
  private final List<ColumnType> types;
  private final ObjectEncoder[] encoders;

  /** zone: where an instant is shown as a wall clock (sink.timezone). */
  public ObjectRowEncoder(
      String table, List<String> names, List<ColumnType> types, ZoneId zone) {
    this.table = table;
    this.names = names;
    this.types = types;
    this.encoders = all(types, zone).toArray(new ObjectEncoder[0]);
  }

  /** withOp: behind the columns there is `__op`: 0 or null puts the row, 1 deletes it. */
  public void encode(Object[] row, boolean withOp, RowOutput out)
      throws IOException, InterruptedException {
    int wanted = encoders.length + (withOp ? 1 : 0);
    if (row.length != wanted) {
      throw wrongLength(row.length, wanted, withOp);
    }
    RowKind kind = withOp && isDeletion(row[wanted - 1]) ? RowKind.DELETE : RowKind.INSERT;
    int start = NestedEncoders.takeRow(encoders.length, kind.toByteValue(), out);
    int slot = start + NestedEncoders.nullBytes(encoders.length);
    for (int i = 0; i < encoders.length; i++, slot += 8) {
      if (row[i] == null) {
        out.setBit(start, i + HEADER_BITS);
        continue;
      }
      try {
        encoders[i].put(row[i], out, slot);
      } catch (ObjectEncoder.MisfitException e) {
        throw misfit(names.get(i), e.getMessage(), TypeNames.of(types.get(i)));
      }
    }
  }

  private boolean isDeletion(Object op) throws StarloadException {
    if (op == null) {
      return false;
    }
    try {
      long number = NumberObjects.toLong(op);
      if (number == UPSERT || number == 1) {
        return number == 1;
      }
    } catch (ObjectEncoder.MisfitException e) {
      throw misfit("__op", e.getMessage(), "0 (upsert) or 1 (delete)");
    }
    throw misfit("__op", "a number that is neither", "0 (upsert) or 1 (delete)");
  }

  private StarloadException wrongLength(int given, int wanted, boolean withOp) {
    return new StarloadException(
        StarloadException.Code.DATA,
        "A row for table " + table + " has " + given + " values, wanted " + wanted + ": "
            + encoders.length + " columns"
            + (withOp ? " and __op (StarRocksSinkOP), because it is a PRIMARY KEY table" : ""));
  }

  private StarloadException misfit(String column, String what, String type) {
    return new StarloadException(
        StarloadException.Code.DATA,
        "Table " + table + ", column '" + column + "': " + what + " does not fit " + type
            + "; give a value that does, or declare another type");
  }

  private static List<ObjectEncoder> all(List<ColumnType> types, ZoneId zone) {
    List<ObjectEncoder> encoders = new ArrayList<>();
    for (ColumnType type : types) {
      encoders.add(of(type, zone));
    }
    return encoders;
  }

  private static ObjectEncoder of(ColumnType type, ZoneId zone) {
    switch (type.kind()) {
      case ColumnType.BOOLEAN:
        return new NumberObjects.OfBoolean();
      case ColumnType.TINYINT:
      case ColumnType.SMALLINT:
      case ColumnType.INT:
      case ColumnType.BIGINT:
        return new NumberObjects.OfInteger(type.kind());
      case ColumnType.FLOAT:
        return new NumberObjects.OfFloat();
      case ColumnType.DOUBLE:
        return new NumberObjects.OfDouble();
      case ColumnType.DECIMAL:
        return new NumberObjects.OfDecimal(type.precision(), type.scale());
      case ColumnType.CHAR:
      case ColumnType.VARCHAR:
        return new TextObjects.OfText(zone);
      case ColumnType.BINARY:
      case ColumnType.VARBINARY:
        return new TextObjects.OfBytes();
      default:
        return timeOrNested(type, zone);
    }
  }

  private static ObjectEncoder timeOrNested(ColumnType type, ZoneId zone) {
    List<ObjectEncoder> children = all(type.children(), zone);
    switch (type.kind()) {
      case ColumnType.DATE:
        return new TimeObjects.OfDate(zone);
      case ColumnType.TIME:
        return new TimeObjects.OfTime();
      case ColumnType.TIMESTAMP:
      case ColumnType.TIMESTAMP_LTZ:
        return new TimeObjects.OfTimestamp(type.kind(), type.precision(), zone);
      case ColumnType.ARRAY:
        return new NestedObjects.OfArray(children.get(0), type);
      case ColumnType.MAP:
        return new NestedObjects.OfMap(children.get(0), children.get(1), type);
      case ColumnType.ROW:
        return new NestedObjects.OfRow(children, type);
      default:
        return new OfNull();
    }
  }

  /** NULL: there is never a value. */
  private static final class OfNull extends ObjectEncoder {
    @Override
    void put(Object value, RowOutput out, int slot) throws MisfitException {
      throw misfit(value);
    }
  }
}
