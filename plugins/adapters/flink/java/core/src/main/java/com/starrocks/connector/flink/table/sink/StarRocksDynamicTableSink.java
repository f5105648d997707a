package com.starrocks.connector.flink.table.sink;

import com.starrocks.connector.flink.row.sink.StarRocksTableRowTransformer;
import java.util.Objects;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkFunctionProvider;
import org.apache.flink.table.data.RowData;

/** A table that rows are written into. Immutable; the planner's thread. No network. */
public class StarRocksDynamicTableSink implements DynamicTableSink {
  private static final String SINK_V2_PROVIDER =
      "org.apache.flink.table.connector.sink.SinkV2Provider";

  private final StarRocksSinkOptions sinkOptions;
  private final TableSchema flinkSchema;

  /** schema: physical columns only, in the order of the rows' fields. */
  public StarRocksDynamicTableSink(StarRocksSinkOptions sinkOptions, TableSchema schema) {
    this.sinkOptions = sinkOptions;
    this.flinkSchema = schema;
  }

  /** Whatever comes: what a table cannot take is told when the table is known. */
  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requestedMode) {
    return requestedMode;
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    if (sinkOptions.isUseUnifiedSinkApi()) {
      return bridge().create(sinkOptions, flinkSchema, sinkOptions.getSinkParallelism());
    }
    StarRocksDynamicSinkFunctionBase<RowData> function =
        new StarRocksDynamicSinkFunctionV2<>(
            sinkOptions, flinkSchema, new StarRocksTableRowTransformer(null));
    return SinkFunctionProvider.of(function, sinkOptions.getSinkParallelism());
  }

  private static SinkV2Bridge bridge() {
    ClassLoader loader = StarRocksDynamicTableSink.class.getClassLoader();
    try {
      Class.forName(SINK_V2_PROVIDER, false, loader);
    } catch (ClassNotFoundException e) {
      // No cause: SQL clients show the innermost message only.
      throw new ValidationException(
          String.format(
              "'%s' = 'true' needs Flink 1.15 or later; this is Flink %s. Remove the option: the"
                  + " default sink gives the same guarantees.",
              StarRocksSinkOptions.SINK_USE_NEW_SINK_API.key(),
              EnvironmentInformation.getVersion()));
    }
    try {
      Class<?> type = Class.forName(SinkV2Bridge.IMPLEMENTATION, true, loader);
      return (SinkV2Bridge) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ValidationException(
          "The connector's jar is not whole: it has no " + SinkV2Bridge.IMPLEMENTATION, e);
    }
  }

  StarRocksSinkOptions options() {
    return sinkOptions;
  }

  TableSchema schema() {
    return flinkSchema;
  }

  @Override
  public DynamicTableSink copy() {
    return new StarRocksDynamicTableSink(sinkOptions, flinkSchema);
  }

  @Override
  public String asSummaryString() {
    return "starrocks_sink";
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof StarRocksDynamicTableSink)) {
      return false;
    }
    StarRocksDynamicTableSink that = (StarRocksDynamicTableSink) other;
    return sinkOptions.equals(that.sinkOptions) && flinkSchema.equals(that.flinkSchema);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sinkOptions, flinkSchema);
  }
}
