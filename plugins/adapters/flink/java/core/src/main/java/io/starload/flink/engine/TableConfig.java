package io.starload.flink.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table that rows go into, as the job declares it. Setters return this. One thread. */
public final class TableConfig {
  /** A declared column. Immutable. */
  public static final class Column {
    private final String name;
    private final ColumnType type;

    public Column(String name, ColumnType type) {
      this.name = name;
      this.type = type;
    }

    public String name() {
      return name;
    }

    public ColumnType type() {
      return type;
    }
  }

  private final String database;
  private final String table;
  private List<Column> columns;
  private List<String> primaryKey;
  private Map<String, String> properties = Collections.emptyMap();

  public TableConfig(String database, String table) {
    this.database = database;
    this.table = table;
  }

  public String database() {
    return database;
  }

  public String table() {
    return table;
  }

  /** In the order of the rows' fields; null: raw records. */
  public TableConfig columns(List<Column> value) {
    this.columns = value == null ? null : new ArrayList<>(value);
    return this;
  }

  /** As declared; null: not declared. Only looked at when there are columns. */
  public TableConfig primaryKey(List<String> value) {
    this.primaryKey = value == null ? null : new ArrayList<>(value);
    return this;
  }

  /** sink.properties.* of this table alone, with that prefix; they go before the engine's. */
  public TableConfig properties(Map<String, String> value) {
    this.properties = new LinkedHashMap<>(value);
    return this;
  }

  byte[] encode() {
    Wire out = new Wire().putString(database).putString(table).putBoolean(columns != null);
    if (columns != null) {
      out.putInt(columns.size());
      for (Column column : columns) {
        out.putString(column.name);
        column.type.write(out);
      }
    }
    return out.putOptionalStrings(primaryKey).putMap(properties).toBytes();
  }
}
