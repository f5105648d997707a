import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * Numbered rows that Flink SQL inserts through the connector into a table of its own, with columns
 * that are computed from the sequence number. The server counts the requests meanwhile. One thread.
 */
final class OfficialJob extends Job {
  private static final String COMPUTED =
      "CAST(seq AS DECIMAL(20, 4)) / 8, CAST(seq AS DOUBLE) / 4,"
          + " TIMESTAMPADD(SECOND, CAST(seq AS INT), TIMESTAMP '2024-01-01 00:00:00'),"
          + " CASE WHEN MOD(seq, 7) = 0 THEN CAST(NULL AS STRING) ELSE 'not null' END";

  /** Never due: they only count the requests of each step. */
  private static final String[] STEPS = {
    "stream_load", "begin", "load", "prepare", "commit", "label_state"
  };

  OfficialJob(String name, String version, String semantic, String format) {
    super(name, fresh(name));
    options.put("sink.version", version);
    options.put("sink.semantic", semantic);
    options.put("sink.properties.format", format);
    if (format.equals("csv")) {
      options.put("sink.properties.column_separator", "\\x01");
      options.put("sink.properties.row_delimiter", "\\x02");
    } else if (version.equals("V1")) {
      // Over V2 the connector sets it by itself.
      options.put("sink.properties.strip_outer_array", "true");
    }
    checkpointIntervalMs = 250;
    Server.clearFaults();
    for (String step : STEPS) {
      Server.addFault(step + "/it#1000000:delay=1");
    }
  }

  private static String fresh(String table) {
    Server.execute(
        "CREATE DATABASE IF NOT EXISTS it",
        "DROP TABLE IF EXISTS it." + table,
        "CREATE TABLE it."
            + table
            + " (split INT NOT NULL, seq BIGINT NOT NULL, payload VARCHAR(64), crc BIGINT,"
            + " price DECIMAL(20, 4), ratio DOUBLE, at DATETIME, note VARCHAR(20))"
            + " DUPLICATE KEY(split, seq) DISTRIBUTED BY HASH(split)");
    return table;
  }

  @Override
  void attachSink(DataStream<Row> rows) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(rows.getExecutionEnvironment());
    tables.createTemporaryView("numbered", rows);
    tables.executeSql(
        "CREATE TABLE sink (split INT, seq BIGINT, payload STRING, crc BIGINT, price DECIMAL(20,"
            + " 4), ratio DOUBLE, `at` TIMESTAMP(3), note STRING)"
            + Sql.with(options));
    StreamStatementSet statements = tables.createStatementSet();
    statements.addInsertSql(
        "INSERT INTO sink SELECT split, seq, payload, crc, " + COMPUTED + " FROM numbered");
    statements.attachAsDataStream();
  }

  /** Ends the job at so many rows a split; then counts, sums and checksums have to be right. */
  void finishAndCompare(long rowsPerSplit) throws Exception {
    finishExactlyOnce(rowsPerSplit);
    List<String> sums =
        Server.rows(
                "SELECT COUNT(*), SUM(seq), SUM(crc), SUM(price), SUM(ratio), MAX(at), COUNT(note)"
                    + " FROM it."
                    + table)
            .get(0);
    long numbers = rowsPerSplit * (rowsPerSplit - 1) / 2 * SPLITS;
    Cases.checkEquals(Long.toString(SPLITS * rowsPerSplit), sums.get(0), "COUNT(*)");
    Cases.checkEquals(Long.toString(numbers), sums.get(1), "SUM(seq)");
    Cases.checkEquals(Long.toString(checksums(rowsPerSplit)), sums.get(2), "SUM(crc)");
    Cases.checkEquals(
        new BigDecimal(numbers).divide(new BigDecimal(8)).setScale(4),
        new BigDecimal(sums.get(3)),
        "SUM(price)");
    Cases.checkEquals(numbers / 4.0, Double.valueOf(sums.get(4)), "SUM(ratio)");
    Cases.checkEquals(lastTime(rowsPerSplit - 1), sums.get(5).substring(0, 19), "MAX(at)");
    long nulls = (rowsPerSplit + 6) / 7 * SPLITS;
    Cases.checkEquals(
        Long.toString(SPLITS * rowsPerSplit - nulls), sums.get(6), "COUNT(note)");
  }

  private static long checksums(long rowsPerSplit) {
    long sum = 0;
    for (int split = 0; split < SPLITS; split++) {
      for (long seq = 0; seq < rowsPerSplit; seq++) {
        sum += NumberedRows.checksum(split, seq, NumberedRows.payload(split, seq));
      }
    }
    return sum;
  }

  private static String lastTime(long seconds) {
    return java.time.LocalDateTime.of(2024, 1, 1, 0, 0)
        .plusSeconds(seconds)
        .format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
  }

  /** How many requests of a step the server has seen since the job was made. */
  static long requests(String step) {
    Matcher matcher =
        Pattern.compile("\"fault\":\"" + step + "[@/#][^}]*\"seen\":([0-9]+)")
            .matcher(Server.faults());
    Cases.check(matcher.find(), "the server does not count " + step + ": " + Server.faults());
    return Long.parseLong(matcher.group(1));
  }
}
