package com.starrocks.connector.flink;

import com.starrocks.connector.flink.row.sink.StarRocksGenericRowTransformer;
import com.starrocks.connector.flink.row.sink.StarRocksSinkRowBuilder;
import com.starrocks.connector.flink.table.sink.StarRocksDynamicSinkFunctionV2;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.api.TableSchema;

/** Makes sinks for DataStream jobs: {@code stream.addSink(StarRocksSink.sink(...))}. Stateless. */
public class StarRocksSink {
  private StarRocksSink() {}

  /**
   * A sink for the user's own objects.
   *
   * @param flinkTableSchema the columns that are written, and the PRIMARY KEY if the table has one
   * @param sinkOptions where to, and how
   * @param rowBuilder fills the values of a row from an object
   */
  public static <T> SinkFunction<T> sink(
      TableSchema flinkTableSchema,
      StarRocksSinkOptions sinkOptions,
      StarRocksSinkRowBuilder<T> rowBuilder) {
    sinkOptions.requireTable();
    return new StarRocksDynamicSinkFunctionV2<>(
        sinkOptions, flinkTableSchema, new StarRocksGenericRowTransformer<>(rowBuilder));
  }

  /**
   * A sink for ready-made records: CSV lines without their delimiter or JSON objects. Elements that
   * are StarRocksRowData or StarRocksSinkRowDataWithMeta name their tables themselves; for them the
   * sink is cast: {@code (SinkFunction<StarRocksRowData>) (SinkFunction<?>) sink(options)}.
   */
  public static SinkFunction<String> sink(StarRocksSinkOptions sinkOptions) {
    return new StarRocksDynamicSinkFunctionV2<>(sinkOptions);
  }
}
