package com.starrocks.data.load.stream.properties;

import com.starrocks.data.load.stream.StreamLoadDataFormat;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Settings of one table of a sink that writes into several. Immutable. */
public class StreamLoadTableProperties implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long DEFAULT_CHUNK_LIMIT = 3221225472L;

  private final String uniqueKey;
  private final String database;
  private final String table;
  private final String columns;
  private final boolean enableUpsertDelete;
  // Always one of the two classes of StreamLoadDataFormat or a user's own, serializable class.
  private final StreamLoadDataFormat dataFormat;
  private final boolean dataFormatChosen;
  private final long chunkLimit;
  private final int maxBufferRows;
  private final HashMap<String, String> properties;

  private StreamLoadTableProperties(Builder builder) {
    this.database = builder.database;
    this.table = builder.table;
    this.uniqueKey = builder.uniqueKey == null ? database + "-" + table : builder.uniqueKey;
    this.columns = builder.columns;
    this.enableUpsertDelete = builder.enableUpsertDelete;
    this.dataFormatChosen = builder.dataFormat != null;
    this.dataFormat = dataFormatChosen ? builder.dataFormat : StreamLoadDataFormat.JSON;
    this.chunkLimit = builder.chunkLimit;
    this.maxBufferRows = builder.maxBufferRows;
    this.properties = new HashMap<>(builder.properties);
    if (columns != null) {
      properties.put("columns", columns);
    }
  }

  /** As given, with commas between; null: not given. */
  public String getColumns() {
    return columns;
  }

  public String getUniqueKey() {
    return uniqueKey;
  }

  public String getDatabase() {
    return database;
  }

  public String getTable() {
    return table;
  }

  public boolean isEnableUpsertDelete() {
    return enableUpsertDelete;
  }

  public StreamLoadDataFormat getDataFormat() {
    return dataFormat;
  }

  /** false: the user left it open, and the sink's format holds. */
  public boolean isDataFormatChosen() {
    return dataFormatChosen;
  }

  /** Bytes. */
  public Long getChunkLimit() {
    return chunkLimit;
  }

  public int getMaxBufferRows() {
    return maxBufferRows;
  }

  /** Headers of the table's loads, columns among them, without the prefix sink.properties. */
  public Map<String, String> getProperties() {
    return Collections.unmodifiableMap(properties);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the settings of a table. Setters return this. One thread. */
  public static class Builder {
    private String uniqueKey;
    private String database;
    private String table;
    private String columns;
    private boolean enableUpsertDelete;
    private StreamLoadDataFormat dataFormat;
    private long chunkLimit = DEFAULT_CHUNK_LIMIT;
    private int maxBufferRows = Integer.MAX_VALUE;
    private final Map<String, String> properties = new HashMap<>();

    private Builder() {}

    /** Takes everything over but the table's names. */
    public Builder copyFrom(StreamLoadTableProperties other) {
      columns = other.columns;
      enableUpsertDelete = other.enableUpsertDelete;
      dataFormat = other.dataFormatChosen ? other.dataFormat : null;
      chunkLimit = other.chunkLimit;
      maxBufferRows = other.maxBufferRows;
      properties.putAll(other.properties);
      return this;
    }

    /** Rows name these settings by it (StarRocksRowData.getUniqueKey). */
    public Builder uniqueKey(String value) {
      uniqueKey = value;
      return this;
    }

    public Builder database(String value) {
      database = value;
      return this;
    }

    public Builder table(String value) {
      table = value;
      return this;
    }

    public Builder columns(String value) {
      columns = value;
      return this;
    }

    public Builder enableUpsertDelete(boolean value) {
      enableUpsertDelete = value;
      return this;
    }

    public Builder streamLoadDataFormat(StreamLoadDataFormat value) {
      dataFormat = value;
      return this;
    }

    public Builder chunkLimit(long value) {
      chunkLimit = value;
      return this;
    }

    public Builder maxBufferRows(int value) {
      maxBufferRows = value;
      return this;
    }

    public Builder addProperties(Map<String, String> values) {
      properties.putAll(values);
      return this;
    }

    public Builder addProperty(String key, String value) {
      properties.put(key, value);
      return this;
    }

    public StreamLoadTableProperties build() {
      if (database == null || table == null) {
        throw new IllegalArgumentException(
            String.format(
                "database `%s` and table `%s` of StreamLoadTableProperties must both be set",
                database, table));
      }
      return new StreamLoadTableProperties(this);
    }
  }
}
