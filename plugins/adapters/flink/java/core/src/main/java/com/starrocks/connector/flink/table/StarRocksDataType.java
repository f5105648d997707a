package com.starrocks.connector.flink.table;

import java.util.Locale;

/** A column's type on the server, as far as row transformers are told of it. */
public enum StarRocksDataType {
  TINYINT,
  INT,
  LARGEINT,
  SMALLINT,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  FLOAT,
  BIGINT,
  VARCHAR,
  CHAR,
  STRING,
  JSON,
  DATE,
  DATETIME,
  UNKNOWN;

  /** By the name that information_schema shows, in any case; what is not listed is UNKNOWN. */
  public static StarRocksDataType fromString(String typeName) {
    if (typeName == null) {
      return UNKNOWN;
    }
    try {
      return valueOf(typeName.trim().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }
}
