import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;

/** MySQL's JDBC driver against the development server; run_clients.sh puts the driver on the class path. */
public final class JdbcClient {
  private static final String PORT = System.getenv("STARLOAD_TEST_PORT");
  private static final String PASSWORD = System.getenv("STARLOAD_TEST_PASSWORD");

  private static Connection connect(String password, String parameters) throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + PORT + "/?useSSL=false&connectTimeout=10000&socketTimeout=60000" + parameters;
    return DriverManager.getConnection(url, "root", password);
  }

  private static void expect(Object wanted, Object answered) {
    if (wanted == null ? answered != null : !wanted.equals(answered)) {
      throw new AssertionError("wanted " + wanted + ", answered " + answered);
    }
  }

  private static void createAndInsert(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS jdbc_client");
      statement.execute("CREATE DATABASE jdbc_client");
    }
    connection.setCatalog("jdbc_client");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id BIGINT NOT NULL, name VARCHAR(20), price DECIMAL(10,2), at DATETIME, big LARGEINT)"
          + " PRIMARY KEY(id) DISTRIBUTED BY HASH(id) PROPERTIES (\"replication_num\" = \"1\")");
    }
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?)")) {
      insert.setLong(1, 1);
      insert.setString(2, "it's \\ \u00fc");
      insert.setBigDecimal(3, new BigDecimal("1.50"));
      insert.setTimestamp(4, Timestamp.valueOf("2013-01-05 06:07:08"));
      insert.setString(5, "170141183460469231731687303715884105727");
      expect(1, insert.executeUpdate());
      insert.setLong(1, 2);
      insert.setNull(2, Types.VARCHAR);
      insert.setNull(3, Types.DECIMAL);
      insert.setNull(4, Types.TIMESTAMP);
      insert.setNull(5, Types.VARCHAR);
      expect(1, insert.executeUpdate());
    }
  }

  private static void select(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM t ORDER BY id")) {
      ResultSetMetaData meta = rows.getMetaData();
      expect(Types.BIGINT, meta.getColumnType(1));
      expect(Types.VARCHAR, meta.getColumnType(2));
      expect(Types.DECIMAL, meta.getColumnType(3));
      expect(Types.TIMESTAMP, meta.getColumnType(4));
      rows.next();
      expect(1L, rows.getLong(1));
      expect("it's \\ \u00fc", rows.getString(2));
      expect(new BigDecimal("1.50"), rows.getBigDecimal(3));
      expect(Timestamp.valueOf("2013-01-05 06:07:08"), rows.getTimestamp(4));
      expect("170141183460469231731687303715884105727", rows.getString(5));
      rows.next();
      expect(null, rows.getString(2));
      expect(null, rows.getBigDecimal(3));
      expect(null, rows.getTimestamp(4));
      expect(false, rows.next());
    }
  }

  /** The query with which StarRocks' connectors read a table's schema. */
  private static void readSchema(Connection connection) throws SQLException {
    String query = "select `COLUMN_NAME`, `ORDINAL_POSITION`, `COLUMN_KEY`, `DATA_TYPE`, `COLUMN_SIZE`, `DECIMAL_DIGITS`"
        + " from `information_schema`.`COLUMNS` where `TABLE_SCHEMA`=? and `TABLE_NAME`=?;";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, "jdbc_client");
      statement.setString(2, "t");
      try (ResultSet rows = statement.executeQuery()) {
        StringBuilder text = new StringBuilder();
        while (rows.next()) {
          expect(Long.class, rows.getObject("ORDINAL_POSITION").getClass());
          text.append(rows.getString(1)).append(rows.getLong(2)).append(rows.getString(3)).append(rows.getString(4))
              .append(rows.getString(5)).append(rows.getString(6)).append(';');
        }
        expect("id1PRIbigint190;name2varchar20null;price3decimal102;at4datetimenullnull;big5bigint unsigned390;", text.toString());
      }
    }
  }

  private static void readMetadata(Connection connection) throws SQLException {
    DatabaseMetaData meta = connection.getMetaData();
    expect("8.0.33", meta.getDatabaseProductVersion());
    try (ResultSet tables = meta.getTables("jdbc_client", null, "%", new String[] {"TABLE"})) {
      tables.next();
      expect("t", tables.getString("TABLE_NAME"));
    }
    try (ResultSet columns = meta.getColumns("jdbc_client", null, "t", "%")) {
      columns.next();
      expect("id", columns.getString("COLUMN_NAME"));
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW CREATE TABLE t")) {
      rows.next();
      expect(true, rows.getString(2).contains("PRIMARY KEY(`id`)"));
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_version()")) {
      rows.next();
      expect(true, rows.getString(1).matches("\\d+\\.\\d+\\.\\d+-.+"));
    }
  }

  private static void refuseWrongPassword() {
    try {
      connect("wrong", "").close();
    } catch (SQLException error) {
      expect(1045, error.getErrorCode());
      expect("28000", error.getSQLState());
      expect(true, error.getMessage().contains("Access denied for user 'root' (using password: YES)"));
      return;
    }
    throw new AssertionError("a wrong password was taken");
  }

  public static void main(String[] arguments) throws Exception {
    for (String parameters : new String[] {"", "&useServerPrepStmts=true", "&rewriteBatchedStatements=true"}) {
      try (Connection connection = connect(PASSWORD, parameters)) {
        createAndInsert(connection);
        select(connection);
        readSchema(connection);
        readMetadata(connection);
      }
    }
    refuseWrongPassword();
  }
}
