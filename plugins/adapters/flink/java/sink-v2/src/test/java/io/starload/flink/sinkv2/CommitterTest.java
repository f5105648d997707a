package io.starload.flink.sinkv2;

import static io.starload.flink.sinkv2.TestSinks.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittable;
import com.starrocks.connector.flink.table.sink.v2.StarRocksCommitter;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSink;
import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.writer.DevServer;
import io.starload.flink.writer.DevServerTest;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Commits that fail, with the native engine and the development server. */
@EnabledIfSystemProperty(named = DevServer.COMMAND_PROPERTY, matches = ".+")
class CommitterTest extends DevServerTest {
  // More often than one commit tries, with one retry.
  private static final String NO_COMMIT = "commit#*:status=503:before";

  @Override
  protected String[] tables() {
    return new String[] {table("orders", "PRIMARY KEY")};
  }

  private static StarRocksSink<RowData> sink() {
    return SinkFunctionFactory.createSink(
        TestSinks.options(server, "exactly-once", "V2").build(), keyed(), null);
  }

  @SuppressWarnings("deprecation")
  private static org.apache.flink.table.api.TableSchema keyed() {
    return org.apache.flink.table.api.TableSchema.builder()
        .field("id", DataTypes.BIGINT().notNull())
        .field("name", DataTypes.STRING())
        .primaryKey("id")
        .build();
  }

  private static String name() throws Exception {
    return server.rows("SELECT name FROM test.orders WHERE id = 1").get(0);
  }

  @Test
  void aCommitThatMayPassIsRetriedAndTheOrderIsKept() throws Exception {
    try (SinkHarness<RowData> sink = new SinkHarness<>(sink()).open()) {
      sink.write(row(1, "first"));
      sink.snapshot(1);
      sink.complete(1);
      assertEquals("first", name());
      sink.write(row(1, "second"));
      sink.snapshot(2);
      server.addFault(NO_COMMIT);
      sink.complete(2);
      assertEquals("first", name());
      server.clearFaults();
      sink.write(row(1, "third"));
      sink.snapshot(3);
      // Flink before 1.19 asks for this one first, although the second one waits.
      sink.complete(3);
      assertEquals("third", name());
      sink.passCommitterTime(1_500); // now it asks for the second one again
      assertEquals("third", name());
      sink.snapshot(4);
      sink.complete(4);
    }
    assertEquals(Collections.emptyList(), server.openTransactions("test"));
  }

  @Test
  void aCommitThatNeverPassesFailsTheTask() throws Exception {
    SinkHarness.Checkpoint checkpoint;
    try (SinkHarness<RowData> sink = new SinkHarness<>(sink()).open()) {
      sink.write(row(1, "first"));
      sink.snapshot(1);
      sink.complete(1);
      sink.write(row(1, "second"));
      checkpoint = sink.snapshot(2);
      server.addFault(NO_COMMIT);
      sink.complete(2);
      Exception failure =
          assertThrows(
              Exception.class,
              () -> {
                for (long time = 1_500; time < 60_000; time += 1_500) {
                  sink.passCommitterTime(time);
                }
              });
      assertTrue(
          ExceptionUtils.stringifyException(failure).contains("test.orders"), failure.toString());
    }
    assertEquals("first", name());
    server.clearFaults();
    new SinkHarness<>(sink()).restore(checkpoint).close();
    assertEquals("second", name());
  }

  @Test
  void whatTheServerRolledBackFailsTheTaskAtOnce() throws Exception {
    try (SinkHarness<RowData> sink = new SinkHarness<>(sink()).open()) {
      sink.write(row(1, "first"));
      sink.snapshot(1);
      String label = label(server.openTransactions("test").get(0));
      server.transaction("rollback", "test", "orders", label, null);
      Exception failure = assertThrows(Exception.class, () -> sink.complete(1));
      String text = ExceptionUtils.stringifyException(failure);
      assertTrue(text.contains(label) && text.contains("rolled back"), text);
    }
    assertEquals(0, server.count("test.orders"));
  }

  private static String label(String transaction) {
    for (String cell : transaction.split("\\|")) {
      if (cell.startsWith("harness-")) {
        return cell;
      }
    }
    throw new IllegalStateException("no label in " + transaction);
  }

  @Test
  void transactionsOfTheOfficialConnectorAreCommitted() throws Exception {
    server.transaction("begin", "test", "orders", "pfx-orders-0-7", null);
    server.transaction("load", "test", "orders", "pfx-orders-0-7", "1\tofficial\n");
    server.transaction("prepare", "test", "orders", "pfx-orders-0-7", null);
    StarRocksCommittable committable =
        new StarRocksCommittable(
            Collections.singletonList(
                new PreparedTransaction("test", "orders", "pfx-orders-0-7")));
    // What was prepared is committed, also where the job has at-least-once by now.
    StarRocksSinkOptions options = TestSinks.options(server, "at-least-once", "V2").build();
    try (StarRocksCommitter committer = new StarRocksCommitter(options, null)) {
      List<CommitRequest<StarRocksCommittable>> requests = new ArrayList<>();
      requests.add(new Request(committable));
      committer.commit(requests);
      committer.commit(requests); // once more does no harm
    }
    assertEquals("official", name());
  }

  /** Since Flink 1.19; the test calls what that calls. */
  @Test
  void metricsCountWhatTheCommitterDid() throws Exception {
    Map<String, Counter> counters = new HashMap<>();
    MetricGroup group =
        new UnregisteredMetricsGroup() {
          @Override
          public <C extends Counter> C counter(String name, C counter) {
            counters.put(name, counter);
            return counter;
          }
        };
    server.transaction("begin", "test", "orders", "pfx-orders-0-8", null);
    server.transaction("load", "test", "orders", "pfx-orders-0-8", "1\tmetered\n");
    server.transaction("prepare", "test", "orders", "pfx-orders-0-8", null);
    StarRocksCommittable committable =
        new StarRocksCommittable(
            Collections.singletonList(
                new PreparedTransaction("test", "orders", "pfx-orders-0-8")));
    Committer<StarRocksCommittable> committer = metered(group);
    assertEquals(0, counters.get("totalFlushSucceededTimes").getCount());
    committer.commit(Collections.singletonList(new Request(committable)));
    assertEquals("metered", name());
    assertEquals(1, counters.get("totalFlushSucceededTimes").getCount());
    committer.close();
    assertEquals(1, counters.get("totalFlushSucceededTimes").getCount(), "after the end");
    assertEquals(0, counters.get("totalFlushFailedTimes").getCount());
  }

  @SuppressWarnings("unchecked")
  private static Committer<StarRocksCommittable> metered(MetricGroup group) throws Exception {
    Class<?> type =
        Class.forName("com.starrocks.connector.flink.table.sink.v2.MeteredStarRocksSink");
    Constructor<?> make = type.getDeclaredConstructor(SinkPlan.class);
    make.setAccessible(true);
    StarRocksSinkOptions options = TestSinks.options(server, "exactly-once", "V2").build();
    Object sink = make.newInstance(SinkPlan.text(options, new TestSinks.LineSchema()));
    Method create = type.getMethod("createCommitter", CommitterInitContext.class);
    create.setAccessible(true);
    return (Committer<StarRocksCommittable>)
        create.invoke(sink, (CommitterInitContext) () -> group);
  }

  @Test
  void nothingToCommitOpensNoConnection() throws Exception {
    StarRocksSinkOptions nowhere =
        TestSinks.options(server, "exactly-once", "V2")
            .withProperty("jdbc-url", "jdbc:mysql://127.0.0.1:1")
            .build();
    try (StarRocksCommitter committer = new StarRocksCommitter(nowhere, null)) {
      committer.commit(Collections.emptyList());
    }
  }

  /** A request that has to succeed. */
  private static final class Request implements CommitRequest<StarRocksCommittable> {
    private final StarRocksCommittable committable;

    Request(StarRocksCommittable committable) {
      this.committable = committable;
    }

    @Override
    public StarRocksCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable t) {
      throw new AssertionError(t);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable t) {
      throw new AssertionError(t);
    }

    @Override
    public void retryLater() {
      throw new AssertionError("retryLater");
    }

    @Override
    public void updateAndRetryLater(StarRocksCommittable other) {
      throw new AssertionError("updateAndRetryLater");
    }

    @Override
    public void signalAlreadyCommitted() {
      throw new AssertionError("signalAlreadyCommitted");
    }
  }
}
