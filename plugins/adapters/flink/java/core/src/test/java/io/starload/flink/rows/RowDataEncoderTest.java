package io.starload.flink.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.starload.flink.engine.StarloadException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

class RowDataEncoderTest {
  private static final int RANDOM_SCHEMAS = 400;
  private static final int ROWS_A_SCHEMA = 10;
  private static final VarCharType TEXT = new VarCharType(VarCharType.MAX_LENGTH);

  /** Flink's own BinaryRowWriter is the judge, for every type, nested ones among them. */
  @Test
  void writesWhatFlinksBinaryRowWriterWrites() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < RANDOM_SCHEMAS; i++) {
      RandomRows rows = new RandomRows(random);
      LogicalType[] types = rows.types();
      RowDataSerializer flink = new RowDataSerializer(types);
      for (int n = 0; n < ROWS_A_SCHEMA; n++) {
        GenericRowData row = rows.row(types);
        byte[] expected = TestRows.bytes(flink.toBinaryRow(row));
        byte[] written = TestRows.encode(row, types);
        TestRows.assertSame(expected, written, types);
      }
    }
  }

  /** Nested values that Flink holds in its binary layout are copied. */
  @Test
  void copiesNestedValuesThatAreBinary() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < RANDOM_SCHEMAS; i++) {
      RandomRows rows = new RandomRows(random);
      LogicalType[] types = rows.types();
      RowDataSerializer flink = new RowDataSerializer(types);
      BinaryRowData binary = flink.toBinaryRow(rows.row(types)).copy();
      RowData fieldByField = new JoinedRowData(binary.getRowKind(), binary, new GenericRowData(0));
      TestRows.assertSame(TestRows.bytes(binary), TestRows.encode(fieldByField, types), types);
    }
  }

  @Test
  void keepsTheRowKind() throws Exception {
    for (RowKind kind : RowKind.values()) {
      GenericRowData row = GenericRowData.ofKind(kind, 1);
      byte[] bytes = TestRows.encode(row, new IntType());
      assertEquals(kind, TestRows.read(bytes, 1).getRowKind());
    }
  }

  @Test
  void flattensRowsOfSeveralSegments() {
    BinaryRowData row =
        new RowDataSerializer(TEXT, new BigIntType())
            .toBinaryRow(GenericRowData.of(StringData.fromString(text(300)), 5L));
    byte[] whole = TestRows.bytes(row);
    for (int offset : new int[] {0, 8, 63}) {
      for (boolean offHeap : new boolean[] {false, true}) {
        MemorySegment[] segments = spread(whole, offset, 64, offHeap);
        BinaryRowData spread = new BinaryRowData(2);
        spread.pointTo(segments, offset, whole.length);
        assertArrayEquals(whole, TestRows.bytes(spread));
      }
    }
  }

  private static MemorySegment[] spread(byte[] bytes, int offset, int size, boolean offHeap) {
    MemorySegment[] segments = new MemorySegment[(offset + bytes.length + size - 1) / size];
    for (int i = 0; i < segments.length; i++) {
      segments[i] =
          offHeap
              ? MemorySegmentFactory.wrapOffHeapMemory(ByteBuffer.allocateDirect(size))
              : MemorySegmentFactory.allocateUnpooledSegment(size);
    }
    for (int i = 0; i < bytes.length; i++) {
      segments[(offset + i) / size].put((offset + i) % size, bytes[i]);
    }
    return segments;
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + i % 26));
    }
    return text.toString();
  }

  @Test
  void takesTextInEveryFormThatFlinkHoldsItIn() throws Exception {
    for (String text : new String[] {"", "7 bytes", "8 bytes!", "Grüße aus Köln", "\ud83d\ude00"}) {
      StringData plain = StringData.fromString(text);
      StringData binary = StringData.fromBytes(plain.toBytes());
      byte[] expected = TestRows.encode(GenericRowData.of(plain), TEXT);
      assertArrayEquals(expected, TestRows.encode(GenericRowData.of(binary), TEXT));
      assertEquals(text, TestRows.read(expected, 1).getString(0).toString());
    }
  }

  @Test
  void bringsDecimalsOfAnotherScaleToTheDeclaredOne() throws Exception {
    DecimalData given = DecimalData.fromBigDecimal(new BigDecimal("1.25"), 3, 2);
    byte[] bytes = TestRows.encode(GenericRowData.of(given), new DecimalType(20, 4));
    assertEquals(
        new BigDecimal("1.2500"),
        TestRows.read(bytes, 1).getDecimal(0, 20, 4).toBigDecimal());
  }

  @Test
  void refusesDecimalsThatAreTooLarge() {
    DecimalData given = DecimalData.fromBigDecimal(new BigDecimal("12345"), 5, 0);
    StarloadException failure =
        assertThrows(
            StarloadException.class,
            () -> TestRows.encode(GenericRowData.of(given), new DecimalType(6, 2)));
    assertEquals(StarloadException.Code.DATA, failure.code());
    assertTrue(failure.getMessage().contains("DECIMAL(6, 2)"), failure.getMessage());
    assertFalse(failure.getMessage().contains("12345"), "row data in the message");
  }

  @Test
  void refusesRowsOfAnotherLength() {
    StarloadException failure =
        assertThrows(
            StarloadException.class,
            () -> TestRows.encode(GenericRowData.of(1, 2), new IntType()));
    assertTrue(failure.getMessage().contains("db.t"), failure.getMessage());
    assertTrue(failure.getMessage().contains("2 fields"), failure.getMessage());
  }

  @Test
  void onlyBinaryRowsOfTheRightLengthAreCopied() throws Exception {
    RowDataEncoder encoder = new RowDataEncoder("db.t", TestRows.columnTypes(new IntType()));
    assertTrue(encoder.isBinary(new BinaryRowData(1)));
    assertFalse(encoder.isBinary(new BinaryRowData(2)));
    assertFalse(encoder.isBinary(new GenericRowData(1)));
  }
}
