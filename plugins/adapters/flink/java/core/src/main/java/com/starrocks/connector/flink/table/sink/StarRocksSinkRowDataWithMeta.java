package com.starrocks.connector.flink.table.sink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Some records, ready as text, and the table that they go into. Not thread-safe. */
public class StarRocksSinkRowDataWithMeta implements Serializable {
  private static final long serialVersionUID = 1L;

  private String table;
  private String database;
  private final List<String> dataRows = new ArrayList<>();

  public String[] getDataRows() {
    return dataRows.toArray(new String[0]);
  }

  public void addDataRow(String dataRow) {
    dataRows.add(dataRow);
  }

  public String getTable() {
    return table;
  }

  public void setTable(String table) {
    this.table = table;
  }

  public String getDatabase() {
    return database;
  }

  public void setDatabase(String database) {
    this.database = database;
  }
}
