import java.math.BigDecimal;
import java.util.Collections;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceFunctionProvider;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;

/**
 * The table connector "memory-rows": the same few thousand rows of eight mixed columns, again and
 * again. With -Dnulls=true every 16th has a null in one of the columns but the first.
 */
public final class MemoryRows implements DynamicTableSourceFactory {
  static final int DIFFERENT_ROWS = 4096;
  private static final boolean NULLS = Boolean.getBoolean("nulls");
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

  static GenericRowData row(int i) {
    GenericRowData row = fullRow(i);
    if (NULLS && i % 16 == 0) {
      row.setField(1 + i / 16 % (row.getArity() - 1), null);
    }
    return row;
  }

  private static GenericRowData fullRow(int i) {
    return GenericRowData.of(
        1_000_000_000L + i * 7919L,
        StringData.fromString(String.format("user-%011d", i)),
        i * 31,
        DecimalData.fromBigDecimal(BigDecimal.valueOf(i * 1237L % 100_000_000L, 2), 10, 2),
        i * 0.37 + 1000,
        TimestampData.fromEpochMillis(1_704_067_200_000L + i * 12_345L),
        i % 2 == 0,
        StringData.fromString(String.format("some text of 32 characters %05d", i)));
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
      RowData[] rows = new RowData[DIFFERENT_ROWS];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = binary ? serializer.toBinaryRow(row(i)).copy() : row(i);
      }
      emit(context, rows);
    }
  }
}
