package io.starload.flink.writer;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.row.sink.StarRocksTableRowTransformer;

/** Knows which row transformers there is no need to call. Stateless. */
final class RowTransformers {
  private RowTransformers() {}

  /** The connector's own transformer of RowData: the rows are written as they are. */
  static boolean passRowDataThrough(StarRocksIRowTransformer<?> transformer) {
    // A subclass may have a transform() of its own.
    return transformer.getClass() == StarRocksTableRowTransformer.class;
  }
}
