package io.starload.flink.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.starload.flink.engine.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.types.logical.LogicalType;

/** Encodes single rows in memory that is as small as can be, so that rows move while written. */
final class TestRows implements RowOutput.Space {
  private static final int START = 24;

  private byte[] array;
  private int moves;

  @Override
  public void makeRoom(RowOutput row, long bytes) {
    moves++;
    int from = moves % 2 == 1 ? 0 : START;
    byte[] larger = array(from + (int) bytes);
    System.arraycopy(array, row.start(), larger, from, row.size());
    row.move(MemorySegmentFactory.wrap(larger), from);
    array = larger;
  }

  private static byte[] array(int capacity) {
    byte[] array = new byte[capacity];
    Arrays.fill(array, (byte) 0x5a);
    return array;
  }

  interface Encode {
    void into(RowOutput out) throws Exception;
  }

  static byte[] encode(Encode encode) throws Exception {
    TestRows space = new TestRows();
    space.array = array(START);
    RowOutput out = new RowOutput(space);
    out.begin(MemorySegmentFactory.wrap(space.array), START);
    encode.into(out);
    return Arrays.copyOfRange(space.array, out.start(), out.start() + out.size());
  }

  static byte[] encode(RowData row, LogicalType... types) throws Exception {
    RowDataEncoder encoder = new RowDataEncoder("db.t", columnTypes(types));
    return encode(out -> encoder.encode(row, out));
  }

  static List<ColumnType> columnTypes(LogicalType... types) throws Exception {
    List<ColumnType> converted = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      converted.add(ColumnTypes.of("c" + i, types[i]));
    }
    return converted;
  }

  static BinaryRowData read(byte[] bytes, int fields) {
    BinaryRowData row = new BinaryRowData(fields);
    row.pointTo(MemorySegmentFactory.wrap(bytes), 0, bytes.length);
    return row;
  }

  static byte[] bytes(BinaryRowData row) {
    byte[] bytes = new byte[row.getSizeInBytes()];
    Segments.copy(row.getSegments(), row.getOffset(), bytes.length, bytes, 0);
    return bytes;
  }

  static void assertSame(byte[] expected, byte[] written, LogicalType... types) {
    if (!Arrays.equals(expected, written)) {
      assertEquals(hex(expected), hex(written), Arrays.toString(types));
    }
  }

  private static String hex(byte[] bytes) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      hex.append(i % 8 == 0 ? "\n" : "").append(String.format("%02x", bytes[i]));
    }
    return hex.toString();
  }
}
