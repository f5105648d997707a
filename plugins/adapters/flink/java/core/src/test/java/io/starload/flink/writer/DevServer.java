package io.starload.flink.writer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * `starload dev-server` in a process of its own, with its data in a temporary directory. The system
 * property starload.command names the command. Any thread.
 */
public final class DevServer implements AutoCloseable {
  public static final String COMMAND_PROPERTY = "starload.command";
  private static final long START_LIMIT_MS = 60_000;

  private final Path directory;
  private final Process process;
  private final Properties ports = new Properties();

  private DevServer(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  public static DevServer start() throws Exception {
    Path directory = Files.createTempDirectory("starload-test");
    Path portFile = directory.resolve("ports");
    Process process =
        new ProcessBuilder(
                System.getProperty(COMMAND_PROPERTY),
                "dev-server",
                "--data-dir",
                directory.resolve("data").toString(),
                "--http-port=0",
                "--be-port=0",
                "--mysql-port=0",
                "--port-file",
                portFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    DevServer server = new DevServer(directory, process);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    server.awaitPorts(portFile);
    return server;
  }

  private void awaitPorts(Path portFile) throws Exception {
    long deadline = System.currentTimeMillis() + START_LIMIT_MS;
    while (!Files.exists(portFile) || Files.size(portFile) == 0) {
      if (!process.isAlive() || System.currentTimeMillis() > deadline) {
        byte[] log = Files.readAllBytes(directory.resolve("log"));
        close();
        throw new IOException(
            "the development server does not start: " + new String(log, StandardCharsets.UTF_8));
      }
      Thread.sleep(20);
    }
    ports.load(Files.newBufferedReader(portFile));
  }

  private String port(String name) {
    String port = ports.getProperty(name);
    if (port == null) {
      throw new IllegalStateException("no " + name + " in " + ports);
    }
    return port;
  }

  public String loadUrl() {
    return "127.0.0.1:" + port("http");
  }

  public String jdbcUrl() {
    return "jdbc:mysql://127.0.0.1:" + port("mysql");
  }

  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** All rows, fields joined by '|'. */
  public List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  public long count(String table) throws SQLException {
    return Long.parseLong(rows("SELECT COUNT(*) FROM " + table).get(0));
  }

  /** Transactions of a database that are open or prepared. */
  public List<String> openTransactions(String database) throws SQLException {
    return rows("SHOW PROC '/transactions/" + database + "/running'");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl() + "/?user=root&password=&useSSL=false");
  }

  public void addFault(String spec) throws IOException {
    request("POST", "/admin/faults", spec);
  }

  public void clearFaults() throws IOException {
    request("DELETE", "/admin/faults", null);
  }

  /** A step of a transaction, as another program would do it. */
  public void transaction(String step, String database, String table, String label, String body)
      throws IOException {
    String answer =
        request(
            body == null ? "POST" : "PUT",
            "/api/transaction/" + step,
            body,
            "db", database, "table", table, "label", label, "Expect", "100-continue");
    if (!answer.contains("\"OK\"")) {
      throw new IOException(step + " of " + label + ": " + answer);
    }
  }

  private String request(String method, String path, String body, String... headers)
      throws IOException {
    URL url = new URL("http://" + loadUrl() + path);
    while (true) {
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod(method);
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout(60_000);
      String user = Base64.getEncoder().encodeToString("root:".getBytes(StandardCharsets.UTF_8));
      connection.setRequestProperty("Authorization", "Basic " + user);
      for (int i = 0; i < headers.length; i += 2) {
        connection.setRequestProperty(headers[i], headers[i + 1]);
      }
      if (body != null) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.getBytes(StandardCharsets.UTF_8).length);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          if (connection.getResponseCode() != 307) {
            throw e;
          }
        }
      }
      if (connection.getResponseCode() != 307) {
        return text(connection);
      }
      url = new URL(connection.getHeaderField("Location"));
    }
  }

  private static String text(HttpURLConnection connection) throws IOException {
    if (connection.getResponseCode() != 200) {
      throw new IOException("HTTP status " + connection.getResponseCode());
    }
    StringBuilder text = new StringBuilder();
    int c;
    while ((c = connection.getInputStream().read()) >= 0) {
      text.append((char) c);
    }
    return text.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("cannot delete " + directory, e);
    }
  }
}
