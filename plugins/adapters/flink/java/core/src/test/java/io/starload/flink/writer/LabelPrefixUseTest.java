package io.starload.flink.writer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class LabelPrefixUseTest {
  private static LabelPrefixUse begin(String job, String table, String... option) {
    StarRocksSinkOptions.Builder options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", "jdbc:mysql://127.0.0.1:1")
            .withProperty("load-url", "127.0.0.1:1")
            .withProperty("database-name", "test")
            .withProperty("table-name", table)
            .withProperty("username", "root")
            .withProperty("password", "");
    for (int i = 0; i < option.length; i += 2) {
      options.withProperty(option[i], option[i + 1]);
    }
    UnregisteredMetricsGroup group =
        new UnregisteredMetricsGroup() {
          @Override
          public Map<String, String> getAllVariables() {
            Map<String, String> variables = new HashMap<>();
            variables.put("<job_id>", job);
            variables.put("<job_name>", "name of " + job);
            return variables;
          }
        };
    return LabelPrefixUse.begin(new WriterSetup(options.build()), group);
  }

  private static String othersOf(String job, String table, String prefix) {
    LabelPrefixUse use = begin(job, table, "sink.label-prefix", prefix);
    use.end();
    return use.others();
  }

  @Test
  void tellsTheJobsThatUseTheSameForATable() {
    LabelPrefixUse one = begin("one", "orders", "sink.label-prefix", "p");
    LabelPrefixUse two = begin("two", "orders", "sink.label-prefix", "p");
    assertEquals("", one.others());
    assertEquals("Job one (name of one)", two.others());
    assertEquals(
        "Job one (name of one), Job two (name of two)", othersOf("three", "orders", "p"));
    one.end();
    two.end();
    assertEquals("", othersOf("three", "orders", "p"));
  }

  @Test
  void subtasksOfAJobOtherTablesAndOtherPrefixesDoNotMeet() {
    LabelPrefixUse one = begin("one", "orders", "sink.label-prefix", "p");
    assertEquals("", othersOf("one", "orders", "p"));
    assertEquals("", othersOf("two", "items", "p"));
    assertEquals("", othersOf("two", "orders", "q"));
    one.end();
  }

  @Test
  void randomLabelsDoNotMeet() {
    assertNull(begin("one", "orders"));
    assertNull(
        begin(
            "one",
            "orders",
            "sink.label-prefix",
            "p",
            "sink.exactly-once.enable-label-gen",
            "false"));
  }
}
