package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSink;
import java.util.Locale;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.data.RowData;

/**
 * Makes sinks. Nothing touches the network here: the native engine looks at the server when a task
 * opens its writer. createSink needs Flink 1.15; without a call of it the class loads on older
 * ones. Stateless.
 */
public class SinkFunctionFactory {
  /** sink.version. */
  enum SinkVersion {
    V1,
    V2,
    AUTO
  }

  public SinkFunctionFactory() {}

  /** The engine finds out by itself what the server can do, when it is opened. */
  public static void detectStarRocksFeature(StarRocksSinkOptions sinkOptions) {}

  /** The engine decides when it is opened. */
  public static SinkVersion chooseSinkVersionAutomatically(StarRocksSinkOptions sinkOptions) {
    return SinkVersion.AUTO;
  }

  public static SinkVersion getSinkVersion(StarRocksSinkOptions sinkOptions) {
    String version = sinkOptions.getSinkVersion().trim().toUpperCase(Locale.ROOT);
    try {
      return SinkVersion.valueOf(version);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedOperationException("Unsupported sink type " + version, e);
    }
  }

  /** Rows of a schema. */
  public static <T> StarRocksDynamicSinkFunctionBase<T> createSinkFunction(
      StarRocksSinkOptions sinkOptions,
      TableSchema schema,
      StarRocksIRowTransformer<T> rowTransformer) {
    getSinkVersion(sinkOptions);
    return new StarRocksDynamicSinkFunctionV2<>(sinkOptions, schema, rowTransformer);
  }

  /** Text records: String, StarRocksRowData or StarRocksSinkRowDataWithMeta. */
  public static <T> StarRocksDynamicSinkFunctionBase<T> createSinkFunction(
      StarRocksSinkOptions sinkOptions) {
    getSinkVersion(sinkOptions);
    return new StarRocksDynamicSinkFunctionV2<>(sinkOptions);
  }

  /** Rows of a schema, on the Sink V2 interface. */
  public static StarRocksSink<RowData> createSink(
      StarRocksSinkOptions sinkOptions,
      TableSchema schema,
      StarRocksIRowTransformer<RowData> rowTransformer) {
    getSinkVersion(sinkOptions);
    return StarRocksSink.ofRows(sinkOptions, schema, rowTransformer);
  }

  /** Text records of the user's making, on the Sink V2 interface. */
  public static <T> StarRocksSink<T> createSink(
      StarRocksSinkOptions sinkOptions, RecordSerializationSchema<T> recordSerializer) {
    getSinkVersion(sinkOptions);
    return StarRocksSink.ofText(sinkOptions, recordSerializer);
  }
}
