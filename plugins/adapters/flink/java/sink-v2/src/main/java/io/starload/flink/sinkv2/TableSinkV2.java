package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.table.sink.SinkV2Bridge;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSink;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;

/** Gives a table a sink on the Sink V2 interface (sink.use.new-sink-api). Stateless. */
public final class TableSinkV2 implements SinkV2Bridge {
  @Override
  public DynamicTableSink.SinkRuntimeProvider create(
      StarRocksSinkOptions options, TableSchema schema, Integer parallelism) {
    StarRocksSink<RowData> sink = StarRocksSink.ofRows(options, schema, null);
    return SinkV2Provider.of(sink, parallelism);
  }
}
