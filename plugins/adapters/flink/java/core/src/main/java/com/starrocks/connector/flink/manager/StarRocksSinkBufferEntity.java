package com.starrocks.connector.flink.manager;

import java.io.Serializable;
import java.util.ArrayList;

/**
 * What the official connector buffered over stream load (sink.version=V1). Nothing writes it any
 * more; Flink needs the class to read the list state `buffered-rows` of a savepoint that the official
 * connector took. The fields are what Kryo finds there: neither rename nor retype them.
 */
public class StarRocksSinkBufferEntity implements Serializable {
  private static final long serialVersionUID = 1L;

  private ArrayList<byte[]> buffer = new ArrayList<>();
  private int batchCount;
  private long batchSize;
  private String label;
  private String database;
  private String table;
  // Kryo goes by this name.
  @SuppressWarnings("checkstyle:MemberName")
  private boolean EOF;

  private String labelPrefix;

  public StarRocksSinkBufferEntity(String database, String table, String labelPrefix) {
    this.database = database;
    this.table = table;
    this.labelPrefix = labelPrefix;
  }

  public boolean EOF() {
    return EOF;
  }

  public String getDatabase() {
    return database;
  }

  public void setDatabase(String value) {
    database = value;
  }

  public String getTable() {
    return table;
  }

  public void setTable(String value) {
    table = value;
  }

  public String getLabel() {
    return label;
  }

  public ArrayList<byte[]> getBuffer() {
    return buffer;
  }

  public void addToBuffer(byte[] record) {
    buffer.add(record);
    batchCount++;
    batchSize += record.length;
  }

  public int getBatchCount() {
    return batchCount;
  }

  public long getBatchSize() {
    return batchSize;
  }

  @Override
  public String toString() {
    return batchCount + " rows for " + labelPrefix + database + "." + table;
  }
}
