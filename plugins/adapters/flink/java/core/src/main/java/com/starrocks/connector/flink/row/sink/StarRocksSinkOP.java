package com.starrocks.connector.flink.row.sink;

import org.apache.flink.types.RowKind;

/** What happens to a row of a PRIMARY KEY table. ordinal() is the value of the column __op. */
public enum StarRocksSinkOP {
  UPSERT,
  DELETE;

  /** The column of a load that says which operation a row is. */
  public static final String COLUMN_KEY = "__op";

  static StarRocksSinkOP parse(RowKind kind) {
    switch (kind) {
      case INSERT:
      case UPDATE_AFTER:
        return UPSERT;
      case DELETE:
      case UPDATE_BEFORE:
        return DELETE;
      default:
        throw new IllegalArgumentException("no operation for row kind " + kind);
    }
  }
}
