import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/**
 * The official connector with the kinds of tables and streams that it knows: changes for a PRIMARY
 * KEY table, texts, several tables, every type; and what it tells about rows that were rejected.
 */
final class OfficialTables {
  private static final int ROWS = 10_000;

  OfficialTables() {
    Server.clearFaults();
    Server.execute("CREATE DATABASE IF NOT EXISTS it");
  }

  @Cases.Case
  void upsertsAndDeletesV1Csv() throws Exception {
    changes("changes_v1_csv", "V1", "csv");
  }

  @Cases.Case
  void upsertsAndDeletesV1Json() throws Exception {
    changes("changes_v1_json", "V1", "json");
  }

  @Cases.Case
  void upsertsAndDeletesV2Csv() throws Exception {
    changes("changes_v2_csv", "V2", "csv");
  }

  @Cases.Case
  void upsertsAndDeletesV2Json() throws Exception {
    changes("changes_v2_json", "V2", "json");
  }

  @Cases.Case
  void csvStringsV1() throws Exception {
    strings("strings_v1_csv", "V1", "csv");
  }

  @Cases.Case
  void csvStringsV2() throws Exception {
    strings("strings_v2_csv", "V2", "csv");
  }

  @Cases.Case
  void jsonStringsV1() throws Exception {
    strings("strings_v1_json", "V1", "json");
  }

  @Cases.Case
  void jsonStringsV2() throws Exception {
    strings("strings_v2_json", "V2", "json");
  }

  /** Every key is put and put again; every third one is deleted, and some of those come back. */
  private static void changes(String table, String version, String format) throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it." + table,
        "CREATE TABLE it."
            + table
            + " (id BIGINT NOT NULL, word VARCHAR(64), score INT) PRIMARY KEY(id)"
            + " DISTRIBUTED BY HASH(id)");
    List<Row> rows = new ArrayList<>();
    long sum = 0;
    int left = 0;
    for (long id = 1; id <= ROWS; id++) {
      rows.add(Row.ofKind(RowKind.INSERT, id, "new-" + id, 1));
      rows.add(Row.ofKind(RowKind.UPDATE_BEFORE, id, "new-" + id, 1));
      rows.add(Row.ofKind(RowKind.UPDATE_AFTER, id, "put-" + id, (int) id % 100));
      boolean deleted = id % 3 == 0;
      boolean back = id % 9 == 0;
      if (deleted) {
        rows.add(Row.ofKind(RowKind.DELETE, id, "put-" + id, (int) id % 100));
      }
      if (back) {
        rows.add(Row.ofKind(RowKind.INSERT, id, "put-" + id, (int) id % 100));
      }
      left += deleted && !back ? 0 : 1;
      sum += deleted && !back ? 0 : id % 100;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    DataStream<Row> stream =
        env.fromCollection(
            rows,
            Types.ROW_NAMED(
                new String[] {"id", "word", "score"}, Types.LONG, Types.STRING, Types.INT));
    tables.createTemporaryView("changes", tables.fromChangelogStream(stream));
    tables.executeSql(
        "CREATE TABLE sink (id BIGINT, word STRING, score INT, PRIMARY KEY (id) NOT ENFORCED)"
            + Sql.with(options(table, version, format)));
    StreamStatementSet statements = tables.createStatementSet();
    statements.addInsertSql("INSERT INTO sink SELECT * FROM changes");
    statements.attachAsDataStream();
    env.execute(table);
    Cases.checkEquals(
        "[[" + left + ", " + sum + ", " + left + "]]",
        Server.rows(
                "SELECT COUNT(*), SUM(score), SUM(CASE WHEN word = CONCAT('put-', id) THEN 1 ELSE 0"
                    + " END) FROM it."
                    + table)
            .toString(),
        "rows, sum of scores, rows with the last word");
    Cases.checkEquals(
        0L,
        Server.number("SELECT COUNT(*) FROM it." + table + " WHERE id % 3 = 0 AND id % 9 <> 0"),
        "rows that were deleted");
  }

  private static void strings(String table, String version, String format) throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it." + table,
        "CREATE TABLE it."
            + table
            + " (id BIGINT NOT NULL, name VARCHAR(64), twice BIGINT) DUPLICATE KEY(id)"
            + " DISTRIBUTED BY HASH(id)");
    boolean json = format.equals("json");
    String record =
        json
            ? "{\"id\":%d,\"name\":\"tab\\t, äöü € %d\",\"twice\":%d}"
            : "%d\u0001tab\t, äöü € %d\u0001%d";
    Map<String, String> options = options(table, version, format);
    if (!json) {
      options.put("sink.properties.column_separator", "\\x01");
      options.put("sink.properties.row_delimiter", "\\x02");
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    env.enableCheckpointing(250);
    env.fromSequence(1, ROWS)
        .map(id -> String.format(record, id, id, 2 * id))
        .returns(String.class)
        .addSink(StarRocksSink.sink(Job.build(options)));
    env.execute(table);
    long sum = (long) ROWS * (ROWS + 1);
    Cases.checkEquals(
        "[[" + ROWS + ", " + ROWS + ", " + sum + ", " + ROWS + "]]",
        Server.rows(
                "SELECT COUNT(*), COUNT(DISTINCT id), SUM(twice), SUM(CASE WHEN name ="
                    + " CONCAT('tab\t, äöü € ', id) THEN 1 ELSE 0 END) FROM it."
                    + table)
            .toString(),
        "rows, different ids, sum, right names");
  }

  /** Records name their tables; a load of each goes on at the same time. */
  @Cases.Case
  void severalTables() throws Exception {
    for (int i = 0; i < 3; i++) {
      Server.execute(
          "DROP TABLE IF EXISTS it.several_" + i,
          "CREATE TABLE it.several_"
              + i
              + " (id BIGINT NOT NULL, name VARCHAR(64)) DUPLICATE KEY(id)"
              + " DISTRIBUTED BY HASH(id)");
    }
    Map<String, String> options = options("several_0", "V2", "json");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    env.enableCheckpointing(250);
    SinkFunction<StarRocksRowData> sink =
        SinkFunctionFactory.createSinkFunction(Job.build(options));
    env.fromSequence(1, ROWS)
        .map(
            (MapFunction<Long, StarRocksRowData>)
                id ->
                    new DefaultStarRocksRowData(
                        null, "it", "several_" + id % 3, "{\"id\":" + id + ",\"name\":\"n\"}"))
        .returns(StarRocksRowData.class)
        .addSink(sink);
    env.execute("several tables");
    for (int i = 0; i < 3; i++) {
      long expected = 0;
      for (long id = i == 0 ? 3 : i; id <= ROWS; id += 3) {
        expected += id;
      }
      Cases.checkEquals(
          expected, Server.number("SELECT SUM(id) FROM it.several_" + i), "sum of several_" + i);
    }
  }

  @Cases.Case
  void everyTypeAsCsv() throws Exception {
    everyType("types_csv", "V2", "csv");
  }

  @Cases.Case
  void everyTypeAsJson() throws Exception {
    everyType("types_json", "V1", "json");
  }

  private static void everyType(String table, String version, String format) throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it." + table,
        "CREATE TABLE it."
            + table
            + " (id INT NOT NULL, c_boolean BOOLEAN, c_tinyint TINYINT, c_smallint SMALLINT,"
            + " c_bigint BIGINT, c_largeint LARGEINT, c_float FLOAT, c_double DOUBLE, c_decimal"
            + " DECIMAL(10, 2), c_tiny DECIMAL(38, 18), c_varchar VARCHAR(64), c_date DATE,"
            + " c_datetime DATETIME, c_minute DATETIME, c_array ARRAY<INT>, c_map MAP<VARCHAR(10),"
            + " INT>, c_row STRUCT<a INT, b VARCHAR(10)>, c_json JSON) PRIMARY KEY(id) DISTRIBUTED"
            + " BY HASH(id)");
    TableEnvironment tables =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());
    tables.getConfig().set("parallelism.default", "1");
    tables.executeSql(
        "CREATE TABLE sink (id INT NOT NULL, c_boolean BOOLEAN, c_tinyint TINYINT, c_smallint"
            + " SMALLINT, c_bigint BIGINT, c_largeint DECIMAL(38, 0), c_float FLOAT, c_double"
            + " DOUBLE, c_decimal DECIMAL(10, 2), c_tiny DECIMAL(38, 18), c_varchar STRING, c_date"
            + " DATE, c_datetime TIMESTAMP(6), c_minute TIMESTAMP(0), c_array ARRAY<INT>, c_map"
            + " MAP<STRING, INT>, c_row ROW<a INT, b STRING>, c_json STRING, PRIMARY KEY (id) NOT"
            + " ENFORCED)"
            + Sql.with(options(table, version, format)));
    Sql.run(
        tables,
        "INSERT INTO sink VALUES (1, TRUE, CAST(-128 AS TINYINT), CAST(32767 AS SMALLINT),"
            + " 9223372036854775807, CAST('12345678901234567890123456789012345678' AS DECIMAL(38,"
            + " 0)), CAST(1.5 AS FLOAT), CAST(1e10 AS DOUBLE), CAST(12345.6 AS DECIMAL(10, 2)),"
            + " CAST('0.0000001' AS DECIMAL(38, 18)), '\"quote\", äöü €', DATE '2024-02-29',"
            + " TIMESTAMP '2024-02-29 23:59:59.123456', TIMESTAMP '2024-01-02 00:00:00', ARRAY[1,"
            + " 2, 3], MAP['k', 7], CAST(ROW(5, 'x') AS ROW<a INT, b STRING>),"
            + " '{\"z\":[null,2]}')");
    Cases.checkEquals(
        "[1, 1, -128, 32767, 9223372036854775807, 12345678901234567890123456789012345678, 1.5,"
            + " 10000000000, 12345.60, 0.000000100000000000, \"quote\", äöü €, 2024-02-29,"
            + " 2024-02-29 23:59:59.123456, 2024-01-02 00:00:00, [1,2,3], {\"k\":7},"
            + " {\"a\":5,\"b\":\"x\"}, {\"z\":[null,2]}]",
        plain(Server.rows("SELECT * FROM it." + table).get(0)),
        "the row");
  }

  /** Nested values without spaces, times and numbers without a fraction of zero. */
  private static String plain(List<String> row) {
    return row.stream()
        .map(cell -> cell.startsWith("{") || cell.startsWith("[") ? cell.replace(" ", "") : cell)
        .map(cell -> cell.endsWith(".0") ? cell.substring(0, cell.length() - 2) : cell)
        .map(cell -> cell.equals("1.0E10") || cell.equals("1e+10") ? "10000000000" : cell)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The answer of the load, and the lines behind its ErrorURL, are in the failure of the job. */
  @Cases.Case
  void rejectedRowsAreTold() throws Exception {
    for (String version : new String[] {"V1", "V2"}) {
      String table = "rejected_" + version.toLowerCase();
      Server.execute(
          "DROP TABLE IF EXISTS it." + table,
          "CREATE TABLE it." + table + " (id BIGINT NOT NULL, name VARCHAR(4)) DUPLICATE KEY(id)");
      Map<String, String> options = options(table, version, "csv");
      options.put("sink.max-retries", "0");
      options.put("sink.properties.column_separator", ",");
      StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
      env.fromElements("1,good", "2,good,one too many")
          .addSink(StarRocksSink.sink(Job.build(options)));
      String failure = "";
      try {
        env.execute(table);
      } catch (Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          failure += cause + "\n";
        }
      }
      Cases.check(failure.contains("too many filtered rows"), version + " says: " + failure);
      Cases.check(
          failure.contains("Target column count: 2 doesn't match source value column count: 3"),
          version + " does not show the error log: " + failure);
      Cases.checkEquals(0L, Server.number("SELECT COUNT(*) FROM it." + table), "rows");
    }
  }

  /** What it reads over the MySQL protocol: columns, their types, and which are the key. */
  @Cases.Case
  void theTableIsValidatedOverJdbc() throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it.validated",
        "CREATE TABLE it.validated (id INT NOT NULL, big BIGINT, at DATETIME) PRIMARY KEY(id)");
    String key = "id INT, big BIGINT, `at` TIMESTAMP(0), PRIMARY KEY (id) NOT ENFORCED";
    checkRefused(
        key.replace("PRIMARY KEY (id)", "PRIMARY KEY (big)"), "do not match with the ones");
    checkRefused(key.replace("big BIGINT", "big DOUBLE"), "types are not matched for column big");
    checkRefused(key.replace("big BIGINT", "huge BIGINT"), "does not have column huge");
  }

  private static void checkRefused(String columns, String message) throws Exception {
    TableEnvironment tables =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());
    tables.executeSql(
        "CREATE TABLE sink (" + columns + ")" + Sql.with(options("validated", "V2", "csv")));
    String insert =
        columns.contains("DOUBLE")
            ? "INSERT INTO sink VALUES (1, 2e0, TIMESTAMP '2024-01-01 00:00:00')"
            : "INSERT INTO sink VALUES (1, 2, TIMESTAMP '2024-01-01 00:00:00')";
    String text = "";
    try {
      Sql.run(tables, insert);
    } catch (RuntimeException | ExecutionException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        text += cause + "\n";
      }
    }
    Cases.check(text.contains(message), columns + ": expected \"" + message + "\", found " + text);
  }

  private static Map<String, String> options(String table, String version, String format) {
    Map<String, String> options = Job.connection(table);
    options.put("sink.version", version);
    options.put("sink.properties.format", format);
    if (format.equals("json") && version.equals("V1")) {
      options.put("sink.properties.strip_outer_array", "true");
    }
    return options;
  }
}
