package starload.bench;

import java.math.BigDecimal;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/**
 * A few thousand rows of eight mixed columns. With -Dnulls=true every 16th has a null in one of the
 * columns but the first.
 */
public final class SampleRows {
  public static final int DIFFERENT = 4096;
  private static final boolean NULLS = Boolean.getBoolean("nulls");

  private SampleRows() {}

  public static GenericRowData row(int i) {
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
}
