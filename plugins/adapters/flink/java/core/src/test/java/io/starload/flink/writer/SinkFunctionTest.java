package io.starload.flink.writer;

import static io.starload.flink.writer.SinkHarness.KEYED;
import static io.starload.flink.writer.SinkHarness.SCHEMA;
import static io.starload.flink.writer.SinkHarness.ofRows;
import static io.starload.flink.writer.SinkHarness.options;
import static io.starload.flink.writer.SinkHarness.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.row.sink.StarRocksGenericRowTransformer;
import com.starrocks.connector.flink.row.sink.StarRocksSinkOP;
import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.StarRocksDynamicSinkFunctionV2;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.StarRocksSinkRowDataWithMeta;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import io.starload.flink.engine.StarloadException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows become, at-least-once, with the native engine and the development server. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
class SinkFunctionTest extends DevServerTest {
  @Override
  protected String[] tables() {
    return new String[] {
      table("plain", "DUPLICATE KEY").replace("STRING", "VARCHAR(1048576)"),
      table("keyed", "PRIMARY KEY")
    };
  }

  private static StarRocksSinkOptions plain(String table) {
    return options(server, table, UnaryOperator.identity());
  }

  private static List<String> rows(String table) throws Exception {
    return server.rows("SELECT id, name FROM test." + table + " ORDER BY id, name");
  }

  @Test
  void writesRowsInEveryFormOfRowData() throws Exception {
    RowDataSerializer binary =
        new RowDataSerializer(new BigIntType(), new VarCharType(VarCharType.MAX_LENGTH));
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("plain"), SCHEMA), 1, 0).open()) {
      sink.write(row(1, "generic"));
      sink.write(binary.toBinaryRow(row(2, "binary, and longer than a slot")));
      sink.write(row(3, "short"));
      assertEquals(0, server.count("test.plain"));
      sink.snapshot(1);
      assertEquals(
          Arrays.asList("1|generic", "2|binary, and longer than a slot", "3|short"), rows("plain"));
    }
  }

  @Test
  void writesManyRowsOverManyBlocks() throws Exception {
    int rows = 50_000;
    RowDataSerializer binary =
        new RowDataSerializer(new BigIntType(), new VarCharType(VarCharType.MAX_LENGTH));
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("plain"), SCHEMA), 1, 0).open()) {
      for (int i = 0; i < rows; i++) {
        RowData row = row(i, "row number " + i);
        sink.write(i % 2 == 0 ? row : binary.toBinaryRow(row));
      }
      sink.snapshot(1);
    }
    assertEquals(
        rows + "|" + (long) rows * (rows - 1) / 2,
        server.rows("SELECT COUNT(DISTINCT id), SUM(id) FROM test.plain").get(0));
    assertEquals(rows, server.count("test.plain WHERE name = CONCAT('row number ', id)"));
  }

  @Test
  void writesRowsThatAreLargerThanABlock() throws Exception {
    String large = String.join("", Collections.nCopies(1_000_000, "x"));
    RowDataSerializer binary =
        new RowDataSerializer(new BigIntType(), new VarCharType(VarCharType.MAX_LENGTH));
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("plain"), SCHEMA), 1, 0).open()) {
      sink.write(row(1, "before"));
      sink.write(row(2, large));
      sink.write(binary.toBinaryRow(row(3, large)));
      sink.write(row(4, "after"));
      sink.snapshot(1);
    }
    assertEquals(
        Arrays.asList("1|6", "2|1000000", "3|1000000", "4|5"),
        server.rows("SELECT id, LENGTH(name) FROM test.plain ORDER BY id"));
  }

  @Test
  void appliesChangesToAPrimaryKeyTable() throws Exception {
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("keyed"), KEYED), 1, 0).open()) {
      sink.write(row(1, "one"));
      sink.write(row(2, "two"));
      sink.write(row(3, "three"));
      sink.write(row(RowKind.UPDATE_BEFORE, 1, "one"));
      sink.write(row(RowKind.UPDATE_AFTER, 1, "uno"));
      sink.write(row(RowKind.DELETE, 2, "two"));
      sink.write(row(RowKind.UPDATE_BEFORE, 3, "three"));
      sink.snapshot(1);
    }
    assertEquals(Arrays.asList("1|uno", "3|three"), rows("keyed"));
  }

  @Test
  void updateBeforeDeletesWhereItIsNotIgnored() throws Exception {
    StarRocksSinkOptions options =
        options(server, "keyed", o -> o.withProperty("sink.ignore.update-before", "false"));
    try (SinkHarness<RowData> sink = new SinkHarness<>(ofRows(options, KEYED), 1, 0).open()) {
      sink.write(row(1, "one"));
      sink.write(row(RowKind.UPDATE_BEFORE, 1, "one"));
      sink.write(row(RowKind.UPDATE_AFTER, 2, "two"));
      sink.snapshot(1);
    }
    assertEquals(Collections.singletonList("2|two"), rows("keyed"));
  }

  @Test
  void leavesDeletionsOutOnOtherTables() throws Exception {
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("plain"), SCHEMA), 1, 0).open()) {
      sink.write(row(1, "one"));
      sink.write(row(RowKind.DELETE, 1, "one"));
      sink.write(row(RowKind.UPDATE_BEFORE, 1, "one"));
      sink.write(row(RowKind.UPDATE_AFTER, 1, "uno"));
      sink.snapshot(1);
    }
    assertEquals(Arrays.asList("1|one", "1|uno"), rows("plain"));
  }

  @Test
  void refusesATableWhosePrimaryKeyIsNotDeclared() throws Exception {
    SinkHarness<RowData> sink = new SinkHarness<>(ofRows(plain("keyed"), SCHEMA), 1, 0);
    StarloadException failure = assertThrows(StarloadException.class, sink::open);
    assertTrue(failure.getMessage().contains("keyed"), failure.getMessage());
    assertTrue(failure.getMessage().contains("id"), failure.getMessage());
  }

  @Test
  void writesObjectsOfARowBuilder() throws Exception {
    StarRocksDynamicSinkFunctionV2<Integer> function =
        new StarRocksDynamicSinkFunctionV2<>(
            plain("keyed"),
            KEYED,
            new StarRocksGenericRowTransformer<Integer>(
                (slots, number) -> {
                  slots[0] = Math.abs(number);
                  slots[1] = "number " + number;
                  slots[2] =
                      (number > 0 ? StarRocksSinkOP.UPSERT : StarRocksSinkOP.DELETE).ordinal();
                }));
    try (SinkHarness<Integer> sink = new SinkHarness<>(function, 1, 0).open()) {
      for (int number : new int[] {1, 2, 3, -2}) {
        sink.write(number);
      }
      sink.snapshot(1);
    }
    assertEquals(Arrays.asList("1|number 1", "3|number 3"), rows("keyed"));
  }

  @Test
  void writesTextAsItIs() throws Exception {
    try (SinkHarness<String> sink =
        new SinkHarness<String>(new StarRocksDynamicSinkFunctionV2<>(plain("plain")), 1, 0)
            .open()) {
      sink.write("1\tGrüße");
      sink.write("2\t\\N");
      sink.snapshot(1);
    }
    assertEquals(Arrays.asList("1|Grüße", "2|null"), rows("plain"));
  }

  @Test
  void writesTextThatIsLargerThanABlock() throws Exception {
    String large = String.join("", Collections.nCopies(1_000_000, "x"));
    try (SinkHarness<String> sink =
        new SinkHarness<String>(new StarRocksDynamicSinkFunctionV2<>(plain("plain")), 1, 0)
            .open()) {
      sink.write("1\tbefore");
      sink.write("2\t" + large);
      sink.write("3\tafter");
      sink.snapshot(1);
    }
    assertEquals(
        Arrays.asList("1|6", "2|1000000", "3|5"),
        server.rows("SELECT id, LENGTH(name) FROM test.plain ORDER BY id"));
  }

  @Test
  void sendsEachRecordToTheTableThatItNames() throws Exception {
    StarRocksSinkOptions options = plain("plain");
    options.addTableProperties(
        StreamLoadTableProperties.builder()
            .database("test")
            .table("keyed")
            .uniqueKey("as json")
            .addProperty("format", "json")
            .addProperty("strip_outer_array", "true")
            .build());
    try (SinkHarness<Object> sink =
        new SinkHarness<Object>(new StarRocksDynamicSinkFunctionV2<>(options), 1, 0).open()) {
      sink.write(new DefaultStarRocksRowData(null, "test", "plain", "1\tcsv"));
      sink.write(
          new DefaultStarRocksRowData(
              "as json", "test", "keyed", "{\"id\":2,\"name\":\"json\",\"__op\":0}"));
      StarRocksSinkRowDataWithMeta several = new StarRocksSinkRowDataWithMeta();
      several.setDatabase("test");
      several.setTable("plain");
      several.addDataRow("3\tx");
      several.addDataRow("4\ty");
      sink.write(several);
      sink.snapshot(1);
    }
    assertEquals(Arrays.asList("1|csv", "3|x", "4|y"), rows("plain"));
    assertEquals(Collections.singletonList("2|json"), rows("keyed"));
  }

  @Test
  void writesToMoreTablesThanItKeepsBlocksFor() throws Exception {
    int tables = 20;
    for (int i = 0; i < tables; i++) {
      server.execute(
          "CREATE TABLE test.t" + i + " (id BIGINT NOT NULL, name STRING) DUPLICATE KEY (id)"
              + " DISTRIBUTED BY HASH (id)");
    }
    try (SinkHarness<StarRocksRowData> sink =
        new SinkHarness<StarRocksRowData>(
                new StarRocksDynamicSinkFunctionV2<>(plain("plain")), 1, 0)
            .open()) {
      for (int n = 0; n < 50; n++) {
        for (int i = 0; i < tables; i++) {
          sink.write(new DefaultStarRocksRowData(null, "test", "t" + i, n + "\t" + i));
        }
      }
      sink.snapshot(1);
    }
    for (int i = 0; i < tables; i++) {
      assertEquals(50, server.count("test.t" + i + " WHERE name = '" + i + "'"));
    }
  }

  @Test
  void namesATableThatIsNotThere() throws Exception {
    try (SinkHarness<StarRocksRowData> sink =
        new SinkHarness<StarRocksRowData>(
                new StarRocksDynamicSinkFunctionV2<>(plain("plain")), 1, 0)
            .open()) {
      StarloadException failure =
          assertThrows(
              StarloadException.class,
              () -> sink.write(new DefaultStarRocksRowData(null, "test", "nowhere", "1\tx")));
      assertTrue(failure.getMessage().contains("nowhere"), failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void rowsAreThereWhenTheInputHasEnded(String version) throws Exception {
    StarRocksSinkOptions options =
        options(server, "plain", o -> o.withProperty("sink.version", version));
    StarRocksDynamicSinkFunctionV2<RowData> function =
        (StarRocksDynamicSinkFunctionV2<RowData>) ofRows(options, SCHEMA);
    try (SinkHarness<RowData> sink = new SinkHarness<>(function, 1, 0).open()) {
      sink.write(row(1, "last"));
      function.finish();
      assertEquals(Collections.singletonList("1|last"), rows("plain"));
    }
  }

  @Test
  void closeFlushesNothing() throws Exception {
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("plain"), SCHEMA), 1, 0).open()) {
      sink.write(row(1, "lost"));
      sink.flink().setProcessingTime(100);
      sink.flink().setProcessingTime(200);
    }
    assertEquals(0, server.count("test.plain"));
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @Test
  void aFailureInTheBackgroundFailsTheTaskByItsTimer() throws Exception {
    StarRocksSinkOptions options =
        options(
            server,
            "plain",
            o ->
                o.withProperty("sink.buffer-flush.interval-ms", "1000")
                    .withProperty("sink.max-retries", "0"));
    server.addFault(
        "begin#*:body=%7B%22Status%22%3A%22FAILED%22%2C%22Message%22%3A%22no%22%7D:before");
    try (SinkHarness<RowData> sink = new SinkHarness<>(ofRows(options, SCHEMA), 1, 0).open()) {
      sink.write(row(1, "doomed"));
      Exception failure =
          assertThrows(
              Exception.class,
              () -> {
                for (long time = 100; time < 300_000; time += 100) {
                  sink.flink().setProcessingTime(time);
                  Thread.sleep(10);
                }
              });
      assertTrue(
          ExceptionUtils.findThrowable(failure, StarloadException.class).isPresent(),
          failure.toString());
    }
    assertEquals(0, server.count("test.plain"));
  }

  @Test
  void aCancelledTaskLeavesABlockingCallWithinASecond() throws Exception {
    server.addFault("load#*:hold:before");
    try (SinkHarness<RowData> sink =
        new SinkHarness<>(ofRows(plain("plain"), SCHEMA), 1, 0).open()) {
      sink.write(row(1, "held"));
      Thread task = Thread.currentThread();
      long[] interruptedAt = new long[1];
      Thread canceller =
          new Thread(
              () -> {
                try {
                  Thread.sleep(1500);
                } catch (InterruptedException e) {
                  return;
                }
                interruptedAt[0] = System.nanoTime();
                task.interrupt();
              });
      canceller.start();
      Exception ended = assertThrows(Exception.class, () -> sink.snapshot(1));
      assertTrue(
          ExceptionUtils.findThrowable(ended, InterruptedException.class).isPresent(),
          ended.toString());
      long millis = (System.nanoTime() - interruptedAt[0]) / 1_000_000;
      canceller.join();
      assertTrue(interruptedAt[0] != 0, "it ended before the interrupt");
      assertTrue(millis < 1000, "it took " + millis + " ms");
      server.clearFaults();
    }
    assertEquals(0, server.count("test.plain"));
  }
}
