package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import io.starload.flink.writer.SinkFunctionCore;

/** The class that jobs with sink.version=V1 had; which interface is used, the options say. */
public class StarRocksDynamicSinkFunction<T> extends EngineSinkFunction<T> {
  private static final long serialVersionUID = 1L;

  /** Rows with a schema. */
  @SuppressWarnings("deprecation")
  public StarRocksDynamicSinkFunction(
      StarRocksSinkOptions sinkOptions,
      org.apache.flink.table.api.TableSchema schema,
      StarRocksIRowTransformer<T> rowTransformer) {
    super(SinkFunctionCore.typed(sinkOptions, schema, rowTransformer));
  }

  /** Text records: String, StarRocksRowData or StarRocksSinkRowDataWithMeta. */
  public StarRocksDynamicSinkFunction(StarRocksSinkOptions sinkOptions) {
    super(SinkFunctionCore.text(sinkOptions));
  }
}
