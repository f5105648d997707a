import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The development server that the jobs load into: SQL through its MySQL port, faults through its
 * HTTP port. The addresses are the system properties server.http and server.mysql (host:port). Any
 * thread; every call has its own connection.
 */
final class Server {
  static final String HTTP = System.getProperty("server.http");
  static final String MYSQL = System.getProperty("server.mysql");

  private Server() {}

  static void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot execute " + String.join("; ", statements), e);
    }
  }

  /** All rows, each a list of texts; null stays null. */
  static List<List<String>> rows(String query) {
    List<List<String>> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          String text = result.getString(i);
          // Connector/J 8 gives small decimals in scientific form.
          boolean decimal = text != null && result.getMetaData().getColumnType(i) == Types.DECIMAL;
          row.add(decimal ? new BigDecimal(text).toPlainString() : text);
        }
        rows.add(row);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot query " + query, e);
    }
    return rows;
  }

  static String cell(String query) {
    return rows(query).get(0).get(0);
  }

  static long number(String query) {
    return Long.parseLong(cell(query));
  }

  /** How many open transactions with such labels are in that state (PREPARE, PREPARED). */
  static int openTransactions(String labelPrefix, String state) {
    int count = 0;
    for (List<String> row : rows("SHOW PROC '/transactions/it/running'")) {
      boolean meant = row.stream().anyMatch(cell -> cell != null && cell.startsWith(labelPrefix));
      count += meant && row.contains(state) ? 1 : 0;
    }
    return count;
  }

  /** Faults in the language of docs/dev-server.md. */
  static void addFault(String spec) {
    admin("POST", "", spec);
  }

  /** How often the faults that are there happened so far, as the server tells it. */
  static String faults() {
    return admin("GET", "", null);
  }

  /** Whether one of the faults that are there has "fired", or has a request "held" now. */
  static boolean faultsAre(String counter) {
    return faults().matches("(?s).*\"" + counter + "\":[1-9].*");
  }

  static void releaseHeld() {
    admin("POST", "/release", "");
  }

  static void clearFaults() {
    admin("DELETE", "", null);
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://"
            + MYSQL
            + "/?user=root&password=&useSSL=false&connectTimeout=10000&socketTimeout=60000");
  }

  private static String admin(String method, String path, String body) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) new URL("http://" + HTTP + "/admin/faults" + path).openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout(60_000);
      String user = Base64.getEncoder().encodeToString("root:".getBytes(StandardCharsets.UTF_8));
      connection.setRequestProperty("Authorization", "Basic " + user);
      if (body != null) {
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      if (connection.getResponseCode() != 200) {
        throw new IOException("HTTP status " + connection.getResponseCode());
      }
      return text(connection.getInputStream());
    } catch (IOException e) {
      throw new IllegalStateException(method + " /admin/faults" + path + " failed", e);
    }
  }

  private static String text(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
    }
    in.close();
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
