package starload.bench;

import java.util.Collections;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;

/** The table connector "memory-rows": the sample rows, again and again. */
public final class MemoryRows implements DynamicTableSourceFactory {
  private static final ConfigOption<Boolean> BINARY =
      ConfigOptions.key("binary").booleanType().defaultValue(true);

  @Override
  public String factoryIdentifier() {
    return "memory-rows";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Collections.emptySet();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Collections.singleton(BINARY);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    boolean binary = !"false".equals(context.getCatalogTable().getOptions().get(BINARY.key()));
    return new Source((RowType) context.getPhysicalRowDataType().getLogicalType(), binary);
  }

  private static final class Source implements ScanTableSource {
    private final RowType type;
    private final boolean binary;

    Source(RowType type, boolean binary) {
      this.type = type;
      this.binary = binary;
    }

    @Override
    public ChangelogMode getChangelogMode() {
      return ChangelogMode.insertOnly();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
      return SourceFunctionProvider.of(new Rows(type, binary), true);
    }

    @Override
    public DynamicTableSource copy() {
      return new Source(type, binary);
    }

    @Override
    public String asSummaryString() {
      return "rows from memory";
    }
  }

  /** Emits rows at the pace that the main thread sets. One thread. */
  private static final class Rows extends PacedSource<RowData> {
    private final RowType type;
    private final boolean binary;

    Rows(RowType type, boolean binary) {
      this.type = type;
      this.binary = binary;
    }

    @Override
    public void run(SourceContext<RowData> context) throws InterruptedException {
      RowDataSerializer serializer = new RowDataSerializer(type);
      RowData[] rows = new RowData[SampleRows.DIFFERENT];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = binary ? serializer.toBinaryRow(SampleRows.row(i)).copy() : SampleRows.row(i);
      }
      emit(context, rows);
    }
  }
}
