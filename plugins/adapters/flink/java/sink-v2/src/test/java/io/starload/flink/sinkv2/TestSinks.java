package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSink;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSinkContext;
import io.starload.flink.writer.DevServer;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/** Sinks and rows of the tests. Stateless. */
@SuppressWarnings("deprecation")
final class TestSinks {
  static final org.apache.flink.table.api.TableSchema SCHEMA =
      org.apache.flink.table.api.TableSchema.builder()
          .field("id", DataTypes.BIGINT().notNull())
          .field("name", DataTypes.STRING())
          .build();

  private TestSinks() {}

  static StarRocksSinkOptions.Builder options(DevServer server, String semantic, String version) {
    return StarRocksSinkOptions.builder()
        .withProperty("jdbc-url", server.jdbcUrl())
        .withProperty("load-url", server.loadUrl())
        .withProperty("database-name", "test")
        .withProperty("table-name", "orders")
        .withProperty("username", "root")
        .withProperty("password", "")
        .withProperty("sink.semantic", semantic)
        .withProperty("sink.label-prefix", "harness")
        .withProperty("sink.max-retries", "1")
        .withProperty("sink.version", version);
  }

  static StarRocksSink<RowData> rows(StarRocksSinkOptions options) {
    return SinkFunctionFactory.createSink(options, SCHEMA, null);
  }

  static RowData row(long id, String name) {
    return GenericRowData.of(id, StringData.fromString(name));
  }

  /** "table:line"; a text without a colon is left out. Says what it was called for. */
  static final class LineSchema implements RecordSerializationSchema<String> {
    private static final long serialVersionUID = 1L;
    static final StringBuffer CALLS = new StringBuffer();

    @Override
    public void open(
        SerializationSchema.InitializationContext context, StarRocksSinkContext sinkContext) {
      CALLS
          .append("open ")
          .append(sinkContext.getSinkOptions().getDatabaseName())
          .append(' ')
          .append(sinkContext.getInitContext().getSubtaskId())
          .append(context.getMetricGroup() == null ? " no metrics" : "");
    }

    @Override
    public StarRocksRowData serialize(String record) {
      int colon = record.indexOf(':');
      return colon < 0
          ? null
          : new DefaultStarRocksRowData(
              null, null, record.substring(0, colon), record.substring(colon + 1));
    }

    @Override
    public void close() {
      CALLS.append(" close");
    }
  }
}
