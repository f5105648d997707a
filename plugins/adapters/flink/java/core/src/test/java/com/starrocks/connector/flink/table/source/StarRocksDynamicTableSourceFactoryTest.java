package com.starrocks.connector.flink.table.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.table.sink.TestTables;
import org.apache.flink.table.api.ValidationException;
import org.junit.jupiter.api.Test;

class StarRocksDynamicTableSourceFactoryTest {
  @Test
  void selectIsAnsweredWithTheReason() {
    assertAnswer();
    assertAnswer("scan-url", "fe:8030", "scan.params.keep-alive-min", "5");
    assertAnswer("sink.max-retries", "many");
  }

  private static void assertAnswer(String... options) {
    ValidationException failure =
        assertThrows(ValidationException.class, () -> TestTables.source(options));
    String message = failure.getCause().getMessage();
    assertTrue(
        message.startsWith(
            "Table default_catalog.default_database.orders cannot be read: this connector"
                + " ('connector' = 'starrocks') writes only."),
        message);
  }

  @Test
  void knowsTheOptionsForReading() {
    assertEquals(14, new StarRocksDynamicTableSourceFactory().optionalOptions().size());
  }
}
