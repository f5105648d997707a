package io.starload.flink.writer;

import static io.starload.flink.writer.SinkHarness.SCHEMA;
import static io.starload.flink.writer.SinkHarness.ofRows;
import static io.starload.flink.writer.SinkHarness.options;
import static io.starload.flink.writer.SinkHarness.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.starrocks.connector.flink.table.sink.StarRocksDynamicSinkFunctionV2;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import io.starload.flink.engine.StarloadException;
import java.util.Collections;
import java.util.HashMap;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.util.RuntimeUDFContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A program that calls the function itself, with a context that has neither timers nor state. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
class FunctionWithoutTaskTest extends DevServerTest {
  @Override
  protected String[] tables() {
    return new String[] {table("plain", "DUPLICATE KEY")};
  }

  private static StarRocksDynamicSinkFunctionV2<RowData> open(
      UnaryOperator<StarRocksSinkOptions.Builder> more) throws Exception {
    StarRocksDynamicSinkFunctionV2<RowData> function =
        (StarRocksDynamicSinkFunctionV2<RowData>) ofRows(options(server, "plain", more), SCHEMA);
    function.setRuntimeContext(
        new RuntimeUDFContext(
            new TaskInfo("sink", 1, 0, 1, 0),
            FunctionWithoutTaskTest.class.getClassLoader(),
            new ExecutionConfig(),
            new HashMap<>(),
            new HashMap<>(),
            new UnregisteredMetricsGroup()));
    function.open(new Configuration());
    return function;
  }

  @Test
  void writesRowsAndFinishes() throws Exception {
    StarRocksDynamicSinkFunctionV2<RowData> function = open(UnaryOperator.identity());
    function.invoke(row(1, "one"), null);
    function.finish();
    function.close();
    assertEquals(
        Collections.singletonList("1|one"), server.rows("SELECT id, name FROM test.plain"));
  }

  @Test
  void aFailureInTheBackgroundIsThrownAtALaterRow() throws Exception {
    server.addFault(
        "begin#*:body=%7B%22Status%22%3A%22FAILED%22%2C%22Message%22%3A%22no%22%7D:before");
    StarRocksDynamicSinkFunctionV2<RowData> function =
        open(
            o ->
                o.withProperty("sink.buffer-flush.interval-ms", "1000")
                    .withProperty("sink.max-retries", "0"));
    assertThrows(
        StarloadException.class,
        () -> {
          long deadline = System.currentTimeMillis() + 60_000;
          while (System.currentTimeMillis() < deadline) {
            function.invoke(row(1, "doomed"), null);
            Thread.sleep(20);
          }
        });
    function.close();
    assertEquals(0, server.count("test.plain"));
  }
}
