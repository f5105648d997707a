package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;

/** Column types as people write them, for messages. */
final class TypeNames {
  private static final String[] NAMES = {
    "?", "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "FLOAT", "DOUBLE",
    "DECIMAL", "CHAR", "VARCHAR", "BINARY", "VARBINARY", "DATE", "TIME", "TIMESTAMP",
    "TIMESTAMP_LTZ", "ARRAY", "MAP", "ROW", "NULL"
  };

  private TypeNames() {}

  static String of(ColumnType type) {
    StringBuilder name = new StringBuilder(NAMES[type.kind()]);
    if (type.kind() == ColumnType.DECIMAL) {
      name.append('(').append(type.precision()).append(", ").append(type.scale()).append(')');
    }
    if (!type.children().isEmpty()) {
      String separator = "<";
      for (ColumnType child : type.children()) {
        name.append(separator).append(of(child));
        separator = ", ";
      }
      name.append('>');
    }
    return name.toString();
  }
}
