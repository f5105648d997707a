package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import io.starload.flink.writer.SinkFunctionCore;

/** The class that jobs with transactions had; which interface is used, the options say. */
public class StarRocksDynamicSinkFunctionV2<T> extends EngineSinkFunction<T> {
  private static final long serialVersionUID = 1L;

  /** Rows with a schema. */
  @SuppressWarnings("deprecation")
  public StarRocksDynamicSinkFunctionV2(
      StarRocksSinkOptions sinkOptions,
      org.apache.flink.table.api.TableSchema schema,
      StarRocksIRowTransformer<T> rowTransformer) {
    super(SinkFunctionCore.typed(sinkOptions, schema, rowTransformer));
  }

  /** Text records: String, StarRocksRowData or StarRocksSinkRowDataWithMeta. */
  public StarRocksDynamicSinkFunctionV2(StarRocksSinkOptions sinkOptions) {
    super(SinkFunctionCore.text(sinkOptions));
  }

  // Programs that close a sink themselves count on these two declaring no exception.

  @Override
  public void finish() {
    try {
      super.finish();
    } catch (Exception e) {
      throw StarRocksDynamicSinkFunctionV2.<RuntimeException>asItIs(e);
    }
  }

  @Override
  public void close() {
    try {
      super.close();
    } catch (Exception e) {
      throw StarRocksDynamicSinkFunctionV2.<RuntimeException>asItIs(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> E asItIs(Exception e) throws E {
    throw (E) e;
  }
}
