package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;

/** Makes the serializer that the options ask for, for schemas that work with Object[]. */
public class StarRocksSerializerFactory {
  private StarRocksSerializerFactory() {}

  public static StarRocksISerializer createSerializer(
      StarRocksSinkOptions sinkOptions, String[] fieldNames) {
    if (sinkOptions.getStreamLoadFormat() == StarRocksSinkOptions.StreamLoadFormat.JSON) {
      return new StarRocksJsonSerializer(fieldNames);
    }
    return new StarRocksCsvSerializer(
        sinkOptions.getSinkStreamLoadProperties().get("column_separator"));
  }
}
