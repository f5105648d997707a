// Writes rows with Flink's own BinaryRowWriter and prints them as hex: the bytes that docs/row-format.md promises.
// golden/README.md says how to run it.
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.apache.flink.table.data.binary.BinaryMapData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.writer.BinaryArrayWriter;
import org.apache.flink.table.data.writer.BinaryRowWriter;
import org.apache.flink.table.runtime.typeutils.ArrayDataSerializer;
import org.apache.flink.table.runtime.typeutils.MapDataSerializer;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;

public final class GoldenRows {
  private static final VarCharType TEXT = new VarCharType(VarCharType.MAX_LENGTH);

  private interface Fill {
    void into(BinaryRowWriter writer);
  }

  private static void row(String name, int arity, RowKind kind, Fill fill) {
    BinaryRowData row = build(arity, kind, fill);
    byte[] bytes = new byte[row.getSizeInBytes()];
    row.getSegments()[0].get(row.getOffset(), bytes);
    StringBuilder hex = new StringBuilder();
    for (byte b : bytes) hex.append(String.format("%02x", b));
    System.out.println(name + " " + hex);
  }

  private static BinaryRowData build(int arity, RowKind kind, Fill fill) {
    BinaryRowData row = new BinaryRowData(arity);
    BinaryRowWriter writer = new BinaryRowWriter(row);
    writer.reset();
    writer.writeRowKind(kind);
    fill.into(writer);
    writer.complete();
    return row;
  }

  private static BinaryArrayData array(int count, int width, BiConsumer<BinaryArrayWriter, Integer> set) {
    BinaryArrayData array = new BinaryArrayData();
    BinaryArrayWriter writer = new BinaryArrayWriter(array, count, width);
    for (int i = 0; i < count; i++) set.accept(writer, i);
    writer.complete();
    return array;
  }

  private static BinaryArrayData texts(String... values) {
    return array(values.length, 8, (w, i) -> {
      if (values[i] == null) w.setNullLong(i);
      else w.writeString(i, StringData.fromString(values[i]));
    });
  }

  private static BinaryArrayData ints(Integer... values) {
    return array(values.length, 4, (w, i) -> {
      if (values[i] == null) w.setNullInt(i);
      else w.writeInt(i, values[i]);
    });
  }

  private static DecimalData decimal(String text, int precision, int scale) {
    return DecimalData.fromBigDecimal(new BigDecimal(text), precision, scale);
  }

  public static void main(String[] args) {
    row("scalars", 9, RowKind.INSERT, w -> {
      w.writeBoolean(0, true);
      w.writeByte(1, (byte) -1);
      w.writeShort(2, (short) -2);
      w.writeInt(3, -3);
      w.writeLong(4, -4L);
      w.writeFloat(5, 1.5f);
      w.writeDouble(6, -2.25);
      w.writeInt(7, 19723);
      w.writeInt(8, 3661001);
    });
    row("nulls", 9, RowKind.DELETE, w -> { for (int i = 0; i < 9; i++) w.setNullAt(i); });
    row("texts", 6, RowKind.UPDATE_AFTER, w -> {
      w.writeString(0, StringData.fromString(""));
      w.writeString(1, StringData.fromString("abc"));
      w.writeString(2, StringData.fromString("1234567"));
      w.writeString(3, StringData.fromString("12345678"));
      w.writeString(4, StringData.fromString("Gr\u00fc\u00dfe aus K\u00f6ln"));
      w.writeBinary(5, new byte[] {0, (byte) 255, 1, 2, 3, 4, 5, 6, 7});
    });
    row("decimals", 5, RowKind.INSERT, w -> {
      w.writeDecimal(0, decimal("12345.60", 10, 2), 10);
      w.writeDecimal(1, decimal("1.5", 38, 18), 38);
      w.writeDecimal(2, decimal("-99999999999999999999999999999999999999", 38, 0), 38);
      w.writeDecimal(3, decimal("128", 20, 0), 20);
      w.writeDecimal(4, decimal("-1", 19, 0), 19);
    });
    row("timestamps", 3, RowKind.INSERT, w -> {
      w.writeTimestamp(0, TimestampData.fromEpochMillis(1700000000123L), 3);
      w.writeTimestamp(1, TimestampData.fromEpochMillis(1700000000123L, 456000), 6);
      w.writeTimestamp(2, TimestampData.fromEpochMillis(-1L, 999999), 9);
    });
    row("wide_nulls", 2, RowKind.INSERT, w -> {
      w.writeDecimal(0, null, 38);
      w.writeTimestamp(1, null, 9);
    });
    row("nested", 5, RowKind.INSERT, w -> {
      w.writeArray(0, ints(1, null, 3), new ArrayDataSerializer(new IntType()));
      w.writeArray(1, texts("a", null, "longer than seven"), new ArrayDataSerializer(TEXT));
      w.writeMap(2, BinaryMapData.valueOf(texts("k", "another key"), ints(7, null)),
          new MapDataSerializer(TEXT, new IntType()));
      w.writeRow(3, build(2, RowKind.INSERT, r -> {
        r.writeInt(0, 42);
        r.writeString(1, StringData.fromString("inside a row"));
      }), new RowDataSerializer(new IntType(), TEXT));
      w.writeArray(4, array(33, 1, (a, i) -> {
        if (i == 32) a.setNullBoolean(i);
        else a.writeBoolean(i, i % 2 == 0);
      }), new ArrayDataSerializer(new BooleanType()));
    });
    row("many", 57, RowKind.INSERT, w -> { for (int i = 0; i < 57; i++) w.writeLong(i, i); });
  }
}
