package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.row.sink.StarRocksTableRowTransformer;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import io.starload.flink.writer.RowForm;
import io.starload.flink.writer.Schemas;
import io.starload.flink.writer.WriterSetup;
import java.io.Serializable;
import javax.annotation.Nullable;

/**
 * What a sink's writers do, as it was planned: rows of a schema or text records of the user's
 * making. Sent with the job. Immutable.
 */
public final class SinkPlan<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final WriterSetup setup;
  private final RowForm form;
  @Nullable private final StarRocksIRowTransformer<T> transformer;
  @Nullable private final RecordSerializationSchema<T> schema;

  private SinkPlan(
      WriterSetup setup,
      RowForm form,
      @Nullable StarRocksIRowTransformer<T> transformer,
      @Nullable RecordSerializationSchema<T> schema) {
    this.setup = setup;
    this.form = form;
    this.transformer = transformer;
    this.schema = schema;
  }

  /** transformer: null, or the connector's own, where T is RowData that needs no help. */
  @SuppressWarnings("deprecation")
  public static <T> SinkPlan<T> typed(
      StarRocksSinkOptions options,
      org.apache.flink.table.api.TableSchema tableSchema,
      @Nullable StarRocksIRowTransformer<T> transformer) {
    WriterSetup setup = Schemas.setup(options, tableSchema);
    // A subclass may have a transform() of its own.
    if (transformer == null || transformer.getClass() == StarRocksTableRowTransformer.class) {
      return new SinkPlan<>(setup, RowForm.ROWS, null, null);
    }
    transformer.setTableSchema(tableSchema);
    return new SinkPlan<>(setup, RowForm.OBJECTS, transformer, null);
  }

  public static <T> SinkPlan<T> text(
      StarRocksSinkOptions options, RecordSerializationSchema<T> schema) {
    if (schema == null) {
      throw new IllegalArgumentException("A sink needs a RecordSerializationSchema");
    }
    return new SinkPlan<>(new WriterSetup(options), RowForm.TEXT, null, schema);
  }

  public WriterSetup setup() {
    return setup;
  }

  public RowForm form() {
    return form;
  }

  ElementWriter<T> elements() {
    switch (form) {
      case ROWS:
        return new RowDataElements<>();
      case OBJECTS:
        return new TransformedElements<>(transformer);
      default:
        return new TextElements<>(schema, setup.options());
    }
  }
}
