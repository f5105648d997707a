package com.starrocks.connector.flink.table.data;

/** One record, ready as text, and the table that it goes into. */
public interface StarRocksRowData {
  /** Names a table's settings (StreamLoadTableProperties); null: database and table name them. */
  String getUniqueKey();

  /** null: the database of the options. */
  String getDatabase();

  /** null: the table of the options. */
  String getTable();

  /** A CSV line without its delimiter, or a JSON object. */
  String getRow();
}
