package io.starload.flink.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.StarloadException;
import java.util.Arrays;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.DayTimeIntervalType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DistinctType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.NullType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.YearMonthIntervalType;
import org.apache.flink.table.types.logical.ZonedTimestampType;
import org.junit.jupiter.api.Test;

class ColumnTypesTest {
  private static final VarCharType TEXT = new VarCharType(VarCharType.MAX_LENGTH);

  @Test
  void keepsPrecisionLengthAndNullability() throws Exception {
    ColumnType decimal = ColumnTypes.of("c", new DecimalType(false, 20, 4));
    assertEquals(ColumnType.DECIMAL, decimal.kind());
    assertEquals(20, decimal.precision());
    assertEquals(4, decimal.scale());
    assertFalse(decimal.nullable());
    assertEquals(9, ColumnTypes.of("c", new BinaryType(9)).length());
    assertEquals(0, ColumnTypes.of("c", TEXT).length(), "STRING has no limit");
    assertTrue(ColumnTypes.of("c", TEXT).nullable());
    ColumnType instant = ColumnTypes.of("c", new LocalZonedTimestampType(6));
    assertEquals(ColumnType.TIMESTAMP_LTZ, instant.kind());
    assertEquals(6, instant.precision());
    assertEquals(ColumnType.NULL, ColumnTypes.of("c", new NullType()).kind());
  }

  @Test
  void keepsNestedTypesAndTheirNames() throws Exception {
    LogicalType type =
        new ArrayType(
            new RowType(
                Arrays.asList(
                    new RowType.RowField("a", new IntType()),
                    new RowType.RowField("b", new MapType(TEXT, new BigIntType())))));
    ColumnType row = ColumnTypes.of("c", type).children().get(0);
    assertEquals(Arrays.asList("a", "b"), row.childNames());
    assertEquals(ColumnType.INT, row.children().get(0).kind());
    assertEquals(ColumnType.BIGINT, row.children().get(1).children().get(1).kind());
  }

  @Test
  void takesMultisetsAsMapsAndDistinctTypesAsTheirSource() throws Exception {
    ColumnType multiset = ColumnTypes.of("c", new MultisetType(TEXT));
    assertEquals(ColumnType.MAP, multiset.kind());
    assertEquals(ColumnType.INT, multiset.children().get(1).kind());
    LogicalType distinct =
        DistinctType.newBuilder(ObjectIdentifier.of("c", "d", "Money"), new DecimalType(10, 2))
            .build();
    assertEquals(ColumnType.DECIMAL, ColumnTypes.of("c", distinct).kind());
  }

  @Test
  void refusesWhatStarRocksCannotTakeWithColumnAndType() {
    LogicalType[] refused = {
      new ZonedTimestampType(3),
      new DayTimeIntervalType(DayTimeIntervalType.DayTimeResolution.DAY),
      new YearMonthIntervalType(YearMonthIntervalType.YearMonthResolution.MONTH)
    };
    for (LogicalType type : refused) {
      for (LogicalType column : new LogicalType[] {type, new ArrayType(type)}) {
        StarloadException failure =
            assertThrows(StarloadException.class, () -> ColumnTypes.of("when", column));
        assertEquals(StarloadException.Code.CONFIG, failure.code());
        assertTrue(failure.getMessage().contains("'when'"), failure.getMessage());
        assertTrue(failure.getMessage().contains(column.asSummaryString()), failure.getMessage());
      }
    }
  }

  @Test
  void refusesTypesThatAreNestedTooDeep() {
    LogicalType type = new IntType();
    for (int i = 0; i < 64; i++) {
      type = new ArrayType(type);
    }
    LogicalType deep = type;
    assertThrows(StarloadException.class, () -> ColumnTypes.of("c", deep));
  }

  @Test
  void rowsOfObjectsKeepAllDigitsOfATimestamp() throws Exception {
    assertEquals(9, ColumnTypes.withFullFraction("c", new TimestampType(3)).precision());
    assertFalse(ColumnTypes.withFullFraction("c", new TimestampType(false, 3)).nullable());
    assertEquals(ColumnType.INT, ColumnTypes.withFullFraction("c", new IntType()).kind());
  }
}
