package com.starrocks.connector.flink.table.sink.v2;

import com.starrocks.connector.flink.row.sink.StarRocksIRowTransformer;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import io.starload.flink.sinkv2.SinkPlan;
import io.starload.flink.state.SinkState;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSink;
import org.apache.flink.api.connector.sink2.TwoPhaseCommittingSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.RowData;

/**
 * The sink on Flink's Sink V2 interface, 1.15 to 1.20. Made by SinkFunctionFactory.createSink, or
 * by a table with sink.use.new-sink-api = true. Sent with the job; planning touches no network.
 *
 * <p>A job whose sink was the SinkFunction under the same uid can be restored into it.
 */
public class StarRocksSink<InputT>
    implements StatefulSink<InputT, StarRocksWriterState>,
        StatefulSink.WithCompatibleState,
        TwoPhaseCommittingSink<InputT, StarRocksCommittable> {
  private static final long serialVersionUID = 1L;

  private final SinkPlan<InputT> plan;

  /** Text records. streamLoadProperties says what the options say, and is not looked at. */
  public StarRocksSink(
      StarRocksSinkOptions sinkOptions,
      RecordSerializationSchema<InputT> serializationSchema,
      @Nullable StreamLoadProperties streamLoadProperties) {
    this(SinkPlan.text(sinkOptions, serializationSchema));
  }

  StarRocksSink(SinkPlan<InputT> plan) {
    this.plan = plan;
  }

  private static <T> StarRocksSink<T> of(SinkPlan<T> plan) {
    return MeteredStarRocksSink.isPossible()
        ? new MeteredStarRocksSink<>(plan)
        : new StarRocksSink<>(plan);
  }

  /** Text records. */
  public static <T> StarRocksSink<T> ofText(
      StarRocksSinkOptions sinkOptions, RecordSerializationSchema<T> serializationSchema) {
    return of(SinkPlan.text(sinkOptions, serializationSchema));
  }

  /** Rows of a schema. transformer may be null: the rows are written as they are. */
  @SuppressWarnings("deprecation")
  public static StarRocksSink<RowData> ofRows(
      StarRocksSinkOptions sinkOptions,
      org.apache.flink.table.api.TableSchema schema,
      @Nullable StarRocksIRowTransformer<RowData> transformer) {
    return of(SinkPlan.typed(sinkOptions, schema, transformer));
  }

  @Override
  public StarRocksWriter<InputT> createWriter(Sink.InitContext context) throws IOException {
    return new StarRocksWriter<>(plan, context, null);
  }

  @Override
  public StarRocksWriter<InputT> restoreWriter(
      Sink.InitContext context, Collection<StarRocksWriterState> recoveredState)
      throws IOException {
    return new StarRocksWriter<>(plan, context, recoveredState);
  }

  @Override
  public SimpleVersionedSerializer<StarRocksWriterState> getWriterStateSerializer() {
    return new StarRocksWriterStateSerializer();
  }

  /** The SinkFunction's state is read, too. */
  @Override
  public Collection<String> getCompatibleWriterStateNames() {
    return Collections.singleton(SinkState.NAME);
  }

  @Override
  public Committer<StarRocksCommittable> createCommitter() throws IOException {
    return createCommitter((MetricGroup) null);
  }

  /** metrics: where the committer's go; null: Flink before 1.19 has none for committers. */
  final StarRocksCommitter createCommitter(@Nullable MetricGroup metrics) {
    return new StarRocksCommitter(plan.setup().options(), metrics);
  }

  @Override
  public SimpleVersionedSerializer<StarRocksCommittable> getCommittableSerializer() {
    return new StarRocksCommittableSerializer();
  }
}
