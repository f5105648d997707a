package com.starrocks.connector.flink.row.sink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.starrocks.connector.flink.table.sink.TestOptions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

class RowTransformersTest {
  private static final TableSchema TWO =
      TableSchema.builder().field("a", DataTypes.INT()).field("b", DataTypes.STRING()).build();

  @Test
  void generic() throws Exception {
    StarRocksGenericRowTransformer<Integer> transformer =
        TestOptions.serialized(
            new StarRocksGenericRowTransformer<Integer>(
                (slots, value) -> {
                  slots[0] = value;
                  slots[1] = "n" + slots.length;
                }));
    transformer.setTableSchema(TWO);
    assertArrayEquals(new Object[] {5, "n2"}, transformer.transform(5, false));
    assertArrayEquals(new Object[] {5, "n3", null}, transformer.transform(5, true));
  }

  @Test
  void genericSetsTheOperationOfRowData() {
    StarRocksGenericRowTransformer<GenericRowData> transformer =
        new StarRocksGenericRowTransformer<>((slots, row) -> slots[0] = row.getInt(0));
    transformer.setTableSchema(TWO);
    for (RowKind kind : RowKind.values()) {
      GenericRowData row = GenericRowData.ofKind(kind, 1, null);
      int expected = kind == RowKind.INSERT || kind == RowKind.UPDATE_AFTER ? 0 : 1;
      assertArrayEquals(new Object[] {1, null, expected}, transformer.transform(row, true));
    }
  }

  @Test
  void tableRowsBecomePlainValues() throws Exception {
    StarRocksTableRowTransformer planned = new StarRocksTableRowTransformer(null);
    planned.setTableSchema(
        TableSchema.builder()
            .field("s", DataTypes.STRING())
            .field("d", DataTypes.DECIMAL(10, 2))
            .field("day", DataTypes.DATE())
            .field("time", DataTypes.TIME())
            .field("at", DataTypes.TIMESTAMP(6))
            .field("list", DataTypes.ARRAY(DataTypes.DATE()))
            .field("map", DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()))
            .field("row", DataTypes.ROW(DataTypes.FIELD("x", DataTypes.STRING())))
            .field("none", DataTypes.BOOLEAN())
            .build());
    StarRocksTableRowTransformer transformer = TestOptions.serialized(planned);
    GenericRowData row = GenericRowData.ofKind(RowKind.DELETE, new Object[9]);
    row.setField(0, StringData.fromString("é"));
    row.setField(1, DecimalData.fromBigDecimal(new BigDecimal("1.50"), 10, 2));
    row.setField(2, 19723);
    row.setField(3, 1001);
    row.setField(4, TimestampData.fromEpochMillis(1000, 5000));
    row.setField(5, new GenericArrayData(new Object[] {0, null}));
    row.setField(6, new GenericMapData(Collections.singletonMap(StringData.fromString("k"), 7)));
    row.setField(7, GenericRowData.of(StringData.fromString("y")));
    assertArrayEquals(
        new Object[] {
          "é",
          new BigDecimal("1.50"),
          LocalDate.of(2024, 1, 1),
          LocalTime.of(0, 0, 1, 1_000_000),
          LocalDateTime.of(1970, 1, 1, 0, 0, 1, 5000),
          Arrays.asList(LocalDate.of(1970, 1, 1), null),
          Collections.singletonMap("k", 7),
          Collections.singletonMap("x", "y"),
          null,
          1
        },
        transformer.transform(row, true));
    assertEquals(9, transformer.transform(row, false).length);
  }

  @Test
  void tableTransformerNeedsASchema() {
    assertThrows(
        IllegalStateException.class,
        () -> new StarRocksTableRowTransformer(null).transform(new GenericRowData(1), false));
  }
}
