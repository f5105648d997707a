package com.starrocks.connector.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.row.sink.StarRocksSinkOP;
import com.starrocks.connector.flink.row.sink.StarRocksSinkRowBuilder;
import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.StarRocksSinkRowDataWithMeta;
import com.starrocks.connector.flink.table.sink.TestOptions;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableSchema;
import org.junit.jupiter.api.Test;

class StarRocksSinkTest {
  private static final TableSchema SCHEMA =
      TableSchema.builder()
          .field("id", DataTypes.INT().notNull())
          .field("name", DataTypes.STRING())
          .primaryKey("id")
          .build();

  private static final class Order {
    int id;
    String name;
  }

  private static final class Builder implements StarRocksSinkRowBuilder<Order> {
    private static final long serialVersionUID = 1L;

    @Override
    public void accept(Object[] slots, Order order) {
      slots[0] = order.id;
    }
  }

  @Test
  void lambdasAndClassesBuildRows() throws Exception {
    SinkFunction<Order> byLambda =
        StarRocksSink.sink(
            SCHEMA,
            TestOptions.with(),
            (slots, row) -> {
              slots[0] = row.id;
              slots[1] = row.name;
              slots[slots.length - 1] = StarRocksSinkOP.UPSERT.ordinal();
            });
    SinkFunction<Order> byClass = StarRocksSink.sink(SCHEMA, TestOptions.with(), new Builder());
    assertEquals(byLambda.getClass(), TestOptions.serialized(byLambda).getClass());
    assertEquals(byClass.getClass(), TestOptions.serialized(byClass).getClass());
  }

  @Test
  @SuppressWarnings("unchecked")
  void textSinkIsCastForRecordsThatNameTheirTable() throws Exception {
    SinkFunction<String> lines = StarRocksSink.sink(TestOptions.with());
    SinkFunction<StarRocksRowData> rows =
        (SinkFunction<StarRocksRowData>) (SinkFunction<?>) StarRocksSink.sink(TestOptions.with());
    assertEquals(lines.getClass(), TestOptions.serialized(rows).getClass());
  }

  @Test
  void rowsOfASchemaNeedATable() {
    StarRocksSinkOptions none = StarRocksSinkOptions.builder().build();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> StarRocksSink.sink(SCHEMA, none, new Builder()))
            .getMessage();
    assertTrue(message.contains("table-name"), message);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            StarRocksSink.sink(SCHEMA, TestOptions.with(), (StarRocksSinkRowBuilder<Order>) null));
  }

  @Test
  void recordsHoldWhatTheyAreGiven() {
    DefaultStarRocksRowData row = new DefaultStarRocksRowData("k", "db", "t", "1\ta");
    assertEquals("k", row.getUniqueKey());
    row.setRow("2");
    row.setTable("u");
    assertEquals("2", row.getRow());
    assertEquals("u", row.getTable());
    StarRocksSinkRowDataWithMeta rows = new StarRocksSinkRowDataWithMeta();
    rows.setDatabase("db");
    rows.setTable("t");
    rows.addDataRow("1");
    rows.addDataRow("2");
    assertEquals(2, rows.getDataRows().length);
    assertEquals("db", rows.getDatabase());
  }
}
