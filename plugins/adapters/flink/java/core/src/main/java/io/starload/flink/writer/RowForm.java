package io.starload.flink.writer;

/** What a writer is given. */
public enum RowForm {
  /** RowData of the table's schema. */
  ROWS,
  /** Object[] of the table's schema, with __op last on a PRIMARY KEY table. */
  OBJECTS,
  /** CSV lines or JSON documents, which are sent as they are. */
  TEXT
}
