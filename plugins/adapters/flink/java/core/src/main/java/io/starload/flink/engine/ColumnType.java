package io.starload.flink.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The type of a column in the engine's row format (docs/row-format.md). Kinds are the numbers of the
 * C header abi/rows.h. Immutable; any thread.
 */
public final class ColumnType {
  public static final int BOOLEAN = 1;
  public static final int TINYINT = 2;
  public static final int SMALLINT = 3;
  public static final int INT = 4;
  public static final int BIGINT = 5;
  public static final int LARGEINT = 6;
  public static final int FLOAT = 7;
  public static final int DOUBLE = 8;
  public static final int DECIMAL = 9;
  public static final int CHAR = 10;
  public static final int VARCHAR = 11;
  public static final int BINARY = 12;
  public static final int VARBINARY = 13;
  public static final int DATE = 14;
  public static final int TIME = 15;
  public static final int TIMESTAMP = 16;
  public static final int TIMESTAMP_LTZ = 17;
  public static final int ARRAY = 18;
  public static final int MAP = 19;
  public static final int ROW = 20;
  public static final int NULL = 21;

  private final int kind;
  private final int precision;
  private final int scale;
  private final long length;
  private final boolean nullable;
  private final List<ColumnType> children;
  private final List<String> childNames;

  private ColumnType(
      int kind,
      int precision,
      int scale,
      long length,
      boolean nullable,
      List<ColumnType> children,
      List<String> childNames) {
    this.kind = kind;
    this.precision = precision;
    this.scale = scale;
    this.length = length;
    this.nullable = nullable;
    this.children = Collections.unmodifiableList(new ArrayList<>(children));
    this.childNames = Collections.unmodifiableList(new ArrayList<>(childNames));
  }

  /** A type without parameters; nullable. */
  public static ColumnType of(int kind) {
    return new ColumnType(
        kind, 0, 0, 0, true, Collections.<ColumnType>emptyList(), Collections.<String>emptyList());
  }

  public static ColumnType decimal(int precision, int scale) {
    return of(DECIMAL).withNumbers(precision, scale, 0);
  }

  /** TIME, TIMESTAMP or TIMESTAMP_LTZ with so many digits of a second's fraction. */
  public static ColumnType temporal(int kind, int precision) {
    return of(kind).withNumbers(precision, 0, 0);
  }

  /** CHAR, VARCHAR, BINARY or VARBINARY of a greatest length. */
  public static ColumnType text(int kind, long length) {
    return of(kind).withNumbers(0, 0, length);
  }

  public static ColumnType array(ColumnType element) {
    return of(ARRAY).withChildren(
        Collections.singletonList(element), Collections.<String>emptyList());
  }

  /** A MULTISET is a map from its element to an INT. */
  public static ColumnType map(ColumnType key, ColumnType value) {
    List<ColumnType> children = new ArrayList<>();
    children.add(key);
    children.add(value);
    return of(MAP).withChildren(children, Collections.<String>emptyList());
  }

  public static ColumnType row(List<String> names, List<ColumnType> types) {
    return of(ROW).withChildren(types, names);
  }

  public ColumnType notNull() {
    return new ColumnType(kind, precision, scale, length, false, children, childNames);
  }

  private ColumnType withNumbers(int newPrecision, int newScale, long newLength) {
    return new ColumnType(
        kind, newPrecision, newScale, newLength, nullable, children, childNames);
  }

  private ColumnType withChildren(List<ColumnType> types, List<String> names) {
    return new ColumnType(kind, precision, scale, length, nullable, types, names);
  }

  public int kind() {
    return kind;
  }

  public int precision() {
    return precision;
  }

  public int scale() {
    return scale;
  }

  public long length() {
    return length;
  }

  public boolean nullable() {
    return nullable;
  }

  public List<ColumnType> children() {
    return children;
  }

  /** Names of a ROW's members; empty for other kinds. */
  public List<String> childNames() {
    return childNames;
  }

  void write(Wire out) {
    out.putInt(kind).putInt(precision).putInt(scale).putLong(length).putBoolean(nullable);
    out.putInt(children.size());
    for (ColumnType child : children) {
      child.write(out);
    }
    out.putStrings(childNames);
  }
}
