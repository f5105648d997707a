import com.starrocks.connector.flink.StarRocksSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** What has to work alike in every version of Flink, with one jar. */
final class VersionCases {
  private static final int ROWS = 20_000;

  private final TableEnvironment sql =
      TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());

  VersionCases() {
    Server.execute("CREATE DATABASE IF NOT EXISTS it");
    sql.getConfig().getConfiguration().setString("parallelism.default", "2");
    sql.getConfig().getConfiguration().setString("table.local-time-zone", "UTC");
  }

  @Cases.Case(quick = true)
  void sqlInsertsEveryType() throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it.every_type",
        "CREATE TABLE it.every_type (id INT NOT NULL, c_boolean BOOLEAN, c_tinyint TINYINT,"
            + " c_smallint SMALLINT, c_int INT, c_bigint BIGINT, c_largeint LARGEINT, c_float"
            + " FLOAT, c_double DOUBLE, c_decimal DECIMAL(10, 2), c_decimal38 DECIMAL(38, 18),"
            + " c_char CHAR(3), c_varchar VARCHAR(64), c_date DATE, c_datetime DATETIME, c_micros"
            + " DATETIME, c_array ARRAY<INT>, c_map MAP<VARCHAR(10), INT>, c_row STRUCT<a INT, b"
            + " VARCHAR(10)>, c_json JSON) PRIMARY KEY(id) DISTRIBUTED BY HASH(id)");
    sql.executeSql(
        "CREATE TABLE every_type (id INT NOT NULL, c_boolean BOOLEAN, c_tinyint TINYINT, c_smallint"
            + " SMALLINT, c_int INT, c_bigint BIGINT, c_largeint DECIMAL(38, 0), c_float FLOAT,"
            + " c_double DOUBLE, c_decimal DECIMAL(10, 2), c_decimal38 DECIMAL(38, 18), c_char"
            + " CHAR(3), c_varchar STRING, c_date DATE, c_datetime TIMESTAMP(0), c_micros"
            + " TIMESTAMP(6), c_array ARRAY<INT>, c_map MAP<STRING, INT>, c_row ROW<a INT, b"
            + " STRING>, c_json STRING, PRIMARY KEY (id) NOT ENFORCED)"
            + with(
                "every_type",
                "'sink.properties.format' = 'json'",
                "'sink.properties.strip_outer_array' = 'true'"));
    run(
        "INSERT INTO every_type SELECT 1, TRUE, CAST(-128 AS TINYINT), CAST(32767 AS SMALLINT),"
            + " -2147483648, 9223372036854775807, CAST('12345678901234567890123456789012345678' AS"
            + " DECIMAL(38, 0)), CAST(1.5 AS FLOAT), -0.25e0, CAST(12345.6 AS DECIMAL(10, 2)),"
            + " CAST('0.0000001' AS DECIMAL(38, 18)), CAST('abc' AS CHAR(3)), 'tab\t, \"quote\","
            + " äöü €', DATE '2024-02-29', TIMESTAMP '2024-02-29 00:00:00', CAST(TIMESTAMP"
            + " '2024-02-29 23:59:59.123456' AS TIMESTAMP(6)), ARRAY[1, 2, 3], MAP['k', 7],"
            + " CAST(ROW(5, 'x') AS ROW<a INT, b STRING>), '{\"a\":[null,2],\"z\":1}'");
    run(
        "INSERT INTO every_type SELECT 2, CAST(NULL AS BOOLEAN), CAST(NULL AS TINYINT), CAST(NULL"
            + " AS SMALLINT), CAST(NULL AS INT), CAST(NULL AS BIGINT), CAST(NULL AS DECIMAL(38,"
            + " 0)), CAST(NULL AS FLOAT), CAST(NULL AS DOUBLE), CAST(NULL AS DECIMAL(10, 2)),"
            + " CAST(NULL AS DECIMAL(38, 18)), CAST(NULL AS CHAR(3)), CAST(NULL AS STRING),"
            + " CAST(NULL AS DATE), CAST(NULL AS TIMESTAMP(0)), CAST(NULL AS TIMESTAMP(6)),"
            + " CAST(NULL AS ARRAY<INT>), CAST(NULL AS MAP<STRING, INT>), CAST(NULL AS ROW<a INT, b"
            + " STRING>), CAST(NULL AS STRING)");
    List<List<String>> rows = Server.rows("SELECT * FROM it.every_type ORDER BY id");
    Cases.checkEquals(2, rows.size(), "rows");
    Cases.checkEquals(
        "[1, 1, -128, 32767, -2147483648, 9223372036854775807,"
            + " 12345678901234567890123456789012345678, 1.5, -0.25, 12345.60, 0.000000100000000000,"
            + " abc, tab\t, \"quote\", äöü €, 2024-02-29, 2024-02-29 00:00:00, 2024-02-29"
            + " 23:59:59.123456, [1,2,3], {\"k\":7}, {\"a\":5,\"b\":\"x\"},"
            + " {\"a\":[null,2],\"z\":1}]",
        asText(rows.get(0)),
        "the first row");
    Cases.check(
        rows.get(1).stream().skip(1).allMatch(cell -> cell == null),
        "the second row is not all NULL: " + rows.get(1));
  }

  /** JSON values as they are, but for spaces; a timestamp without a fraction of zero. */
  private static String asText(List<String> row) {
    return row.stream()
        .map(cell -> cell.startsWith("{") || cell.startsWith("[") ? cell.replace(" ", "") : cell)
        .map(
            cell ->
                cell.endsWith(".0") && cell.contains(":")
                    ? cell.substring(0, cell.length() - 2)
                    : cell)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Cases.Case
  void sqlInsertsGeneratedRowsAsCsv() throws Exception {
    insertGeneratedRows("generated_csv");
  }

  @Cases.Case
  void sqlInsertsGeneratedRowsAsJson() throws Exception {
    insertGeneratedRows(
        "generated_json",
        "'sink.properties.format' = 'json'",
        "'sink.properties.strip_outer_array' = 'true'");
  }

  private void insertGeneratedRows(String table, String... options) throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it." + table,
        "CREATE TABLE it."
            + table
            + " (id BIGINT NOT NULL, name VARCHAR(64), price DECIMAL(10, 2), day DATETIME)"
            + " DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)");
    sql.executeSql(
        "CREATE TABLE source_of_"
            + table
            + " (id BIGINT) WITH ('connector' = 'datagen', 'fields.id.kind' = 'sequence',"
            + " 'fields.id.start' = '1', 'fields.id.end' = '"
            + ROWS
            + "')");
    sql.executeSql(
        "CREATE TABLE "
            + table
            + " (id BIGINT, name STRING, price DECIMAL(10, 2), `day` TIMESTAMP(3))"
            + with(table, options));
    run(
        "INSERT INTO "
            + table
            + " SELECT id, 'name-' || CAST(id AS STRING), CAST(id AS DECIMAL(10, 2)) / 4,"
            + " TIMESTAMPADD(SECOND, CAST(id AS INT), TIMESTAMP '2024-01-01 00:00:00') FROM"
            + " source_of_"
            + table);
    Cases.checkEquals((long) ROWS, Server.number("SELECT COUNT(*) FROM it." + table), "rows");
    Cases.checkEquals(
        (long) ROWS, Server.number("SELECT COUNT(DISTINCT id) FROM it." + table), "different ids");
    Cases.checkEquals(
        0L,
        Server.number("SELECT COUNT(*) FROM it." + table + " WHERE name != CONCAT('name-', id)"),
        "wrong names");
    long quarters =
        Math.round(Double.parseDouble(Server.cell("SELECT SUM(price) FROM it." + table)) * 4);
    Cases.checkEquals((long) ROWS * (ROWS + 1) / 2, quarters, "four times the sum of prices");
    Cases.checkEquals(
        "2024-01-01 05:33:20",
        Server.cell("SELECT MAX(day) FROM it." + table).substring(0, 19),
        "last");
  }

  @Cases.Case(quick = true)
  void dataStreamOfCsvStrings() throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it.csv_strings",
        "CREATE TABLE it.csv_strings (id BIGINT NOT NULL, name VARCHAR(64), twice BIGINT)"
            + " DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)");
    Map<String, String> options = Job.connection("csv_strings");
    options.put("sink.properties.column_separator", "\\x01");
    options.put("sink.properties.row_delimiter", "\\x02");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    env.fromSequence(1, ROWS)
        .map(id -> id + "\u0001name\t" + id + "\u0001" + 2 * id)
        .returns(String.class)
        .addSink(StarRocksSink.sink(Job.build(options)));
    env.execute("CSV strings");
    Cases.checkEquals((long) ROWS, Server.number("SELECT COUNT(*) FROM it.csv_strings"), "rows");
    Cases.checkEquals(
        (long) ROWS * (ROWS + 1), Server.number("SELECT SUM(twice) FROM it.csv_strings"), "sum");
    Cases.checkEquals(
        (long) ROWS,
        Server.number(
            "SELECT COUNT(DISTINCT id) FROM it.csv_strings WHERE name = CONCAT('name\t', id)"),
        "right names");
  }

  /**
   * Flink before 1.18 has the end of a bounded job wait for the next checkpoint, which is an hour
   * away. Told not to wait, the sink commits by itself.
   */
  @Cases.Case(quick = true)
  void aBoundedJobDoesNotWaitForACheckpoint() throws Exception {
    Server.execute(
        "DROP TABLE IF EXISTS it.bounded",
        "CREATE TABLE it.bounded (id BIGINT NOT NULL) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)");
    Map<String, String> options = Job.connection("bounded");
    options.put("sink.semantic", "exactly-once");
    options.put("sink.label-prefix", "it_bounded");
    Configuration configuration = new Configuration();
    configuration.setString(
        "execution.checkpointing.checkpoints-after-tasks-finish.enabled", "false");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    env.enableCheckpointing(3_600_000);
    env.fromSequence(1, ROWS)
        .map(id -> "" + id)
        .returns(String.class)
        .addSink(StarRocksSink.sink(Job.build(options)));
    env.executeAsync("bounded").getJobExecutionResult().get(120, TimeUnit.SECONDS);
    Cases.checkEquals((long) ROWS, Server.number("SELECT COUNT(*) FROM it.bounded"), "rows");
    Cases.checkEquals(
        (long) ROWS, Server.number("SELECT COUNT(DISTINCT id) FROM it.bounded"), "different ids");
    Cases.checkEquals(
        0, Server.openTransactions("it_bounded-", "PREPARED"), "prepared transactions");
  }

  @Cases.Case(quick = true)
  void exactlyOnceWithAFailover() throws Exception {
    Job job = new Job("failover", "failover");
    job.control.failures.set(1);
    job.start();
    Cases.await(
        "a second attempt with a complete checkpoint",
        60,
        () -> {
          job.checkRunning();
          return job.control.attempts.get() == 2 && job.control.completedCheckpoints.get() >= 3;
        });
    job.finishExactlyOnce(job.control.furthest.get() + 1000);
  }

  private void run(String insert) throws Exception {
    sql.executeSql(insert).await(120, TimeUnit.SECONDS);
  }

  private static String with(String table, String... more) {
    StringBuilder text = new StringBuilder(" WITH ('connector' = 'starrocks'");
    Job.connection(table).forEach((key, value) -> text.append(", '" + key + "' = '" + value + "'"));
    for (String option : more) {
      text.append(", ").append(option);
    }
    return text.append(")").toString();
  }
}
