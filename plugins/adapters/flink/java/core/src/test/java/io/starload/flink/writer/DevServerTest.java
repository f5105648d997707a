package io.starload.flink.writer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What tests with the native engine and the development server share: one server a class, and for
 * each test a database `test` with fresh tables and no faults. A subclass needs its own
 * {@code @EnabledIfSystemProperty}, which is not inherited.
 */
@Timeout(240)
public abstract class DevServerTest {
  protected static final String DATABASE = "test";

  protected static DevServer server;

  @BeforeAll
  protected static void startServer() throws Exception {
    server = DevServer.start();
  }

  @AfterAll
  protected static void stopServer() {
    server.close();
  }

  @BeforeEach
  protected void createTables() throws Exception {
    server.execute("CREATE DATABASE " + DATABASE);
    server.execute(tables());
  }

  @AfterEach
  protected void dropTables() throws Exception {
    server.clearFaults();
    server.execute("DROP DATABASE " + DATABASE + " FORCE");
  }

  /** Statements that make the tables, see {@link #table}. */
  protected abstract String[] tables();

  /** A table (id BIGINT, name STRING); key: DUPLICATE KEY or PRIMARY KEY. */
  protected static String table(String name, String key) {
    return "CREATE TABLE "
        + DATABASE
        + "."
        + name
        + " (id BIGINT NOT NULL, name STRING) "
        + key
        + " (id) DISTRIBUTED BY HASH (id)";
  }
}
