package com.starrocks.connector.flink.manager;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;

/**
 * Names a table and how to reach it. It is there for the signature of {@link
 * StarRocksSinkOptions#getProperties}; the engine looks tables up by itself. Immutable.
 */
public class StarRocksSinkTable {
  private final String database;
  private final String table;

  private StarRocksSinkTable(Builder builder) {
    this.database = builder.database;
    this.table = builder.table;
  }

  public String getDatabase() {
    return database;
  }

  public String getTable() {
    return table;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts. Setters return this. One thread. */
  public static class Builder {
    private String database;
    private String table;

    public Builder database(String value) {
      database = value;
      return this;
    }

    public Builder table(String value) {
      table = value;
      return this;
    }

    /** Takes the names from options. */
    public Builder sinkOptions(StarRocksSinkOptions options) {
      database = options.getDatabaseName();
      table = options.getTableName();
      return this;
    }

    public StarRocksSinkTable build() {
      return new StarRocksSinkTable(this);
    }
  }
}
