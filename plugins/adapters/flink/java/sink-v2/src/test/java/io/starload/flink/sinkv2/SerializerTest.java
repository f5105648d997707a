package io.starload.flink.sinkv2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittable;
import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittableSerializer;
import com.starrocks.connector.flink.table.sink.v2.StarRocksWriterState;
import com.starrocks.connector.flink.table.sink.v2.StarRocksWriterStateSerializer;
import io.starload.flink.engine.PreparedTransaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of what a Sink V2 keeps in checkpoints. */
class SerializerTest {
  // As the serializers of flink-connector-starrocks 1.2.9 wrote them.
  private static final String OFFICIAL_COMMITTABLE =
      "{\"labelSnapshot\":{\"id\":\"9d6d9c0e-0d62-4b0b-8a2a-3a4d5b6c7d8e\","
          + "\"timestamp\":1700000000000,\"transactions\":["
          + "{\"database\":\"shop\",\"finish\":false,\"label\":\"pfx-orders-0-7\","
          + "\"table\":\"orders\"},"
          + "{\"database\":\"shop\",\"finish\":false,\"label\":\"pfx-items-0-7\","
          + "\"table\":\"items\"}]}}";
  private static final String OFFICIAL_WRITER_STATE =
      "{\"labelSnapshots\":[{\"checkpointId\":7,\"db\":\"shop\",\"labelPrefix\":\"pfx\","
          + "\"nextId\":8,\"numberOfSubtasks\":2,\"subTaskIndex\":0,\"table\":\"orders\"}]}";
  private static final String OFFICIAL_SINK_FUNCTION_STATE =
      "{\"data\":{7:[{\"id\":\"u\",\"timestamp\":1,\"transactions\":[{\"database\":\"shop\","
          + "\"finish\":false,\"label\":\"pfx-orders-0-7\",\"table\":\"orders\"}]}]},"
          + "\"version\":\"1.2.9\"}";

  private final StarRocksCommittableSerializer committables = new StarRocksCommittableSerializer();
  private final StarRocksWriterStateSerializer states = new StarRocksWriterStateSerializer();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> labels(List<PreparedTransaction> transactions) {
    return transactions.stream()
        .map(t -> t.database() + "." + t.table() + ":" + t.label())
        .collect(Collectors.toList());
  }

  @Test
  void versionsStayWhatTheyAre() {
    assertEquals(0x53544331, committables.getVersion());
    assertEquals(0x53545731, states.getVersion());
  }

  @Test
  void bytesStayWhatTheyAre() throws IOException {
    byte[] expected = {0, 0, 0, 1, 0, 0, 0, 3, 7, 0, -1, 0, 0, 0, 0};
    byte[] state = {7, 0, -1};
    assertArrayEquals(expected, committables.serialize(new StarRocksCommittable(state)));
    assertArrayEquals(expected, states.serialize(new StarRocksWriterState(state)));
    assertArrayEquals(
        new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 'd', 0, 1, 't', 0, 1, 'l'},
        committables.serialize(
            new StarRocksCommittable(
                Collections.singletonList(new PreparedTransaction("d", "t", "l")))));
  }

  @Test
  void committablesComeBack() throws IOException {
    byte[] state = new byte[300_000];
    Arrays.fill(state, (byte) 3);
    StarRocksCommittable read =
        committables.deserialize(
            committables.getVersion(), committables.serialize(new StarRocksCommittable(state)));
    assertArrayEquals(state, read.getEngineState());
    assertTrue(read.getTransactions().isEmpty());
  }

  @Test
  void writerStatesComeBack() throws IOException {
    StarRocksWriterState state =
        new StarRocksWriterState(
            Arrays.asList(new byte[] {1}, new byte[0]),
            Collections.singletonList(new PreparedTransaction("d", "t", "l")));
    StarRocksWriterState read =
        states.deserialize(states.getVersion(), states.serialize(state));
    assertEquals(2, read.getEngineStates().size());
    assertArrayEquals(new byte[] {1}, read.getEngineStates().get(0));
    assertArrayEquals(new byte[0], read.getEngineStates().get(1));
    assertEquals(Collections.singletonList("d.t:l"), labels(read.getTransactions()));
  }

  @Test
  void committablesOfTheOfficialConnectorAreRead() throws IOException {
    StarRocksCommittable read = committables.deserialize(1, utf8(OFFICIAL_COMMITTABLE));
    assertNull(read.getEngineState());
    List<String> expected =
        Arrays.asList("shop.orders:pfx-orders-0-7", "shop.items:pfx-items-0-7");
    assertEquals(expected, labels(read.getTransactions()));
    // While a commit waits for its retry, the next checkpoint writes it again.
    StarRocksCommittable again =
        committables.deserialize(committables.getVersion(), committables.serialize(read));
    assertNull(again.getEngineState());
    assertEquals(expected, labels(again.getTransactions()));
  }

  @Test
  void writerStatesOfTheOfficialConnectorAreRead() throws IOException {
    StarRocksWriterState labelsOnly = states.deserialize(1, utf8(OFFICIAL_WRITER_STATE));
    assertTrue(labelsOnly.getEngineStates().isEmpty());
    assertTrue(labelsOnly.getTransactions().isEmpty());
    StarRocksWriterState sinkFunction =
        states.deserialize(1, utf8(OFFICIAL_SINK_FUNCTION_STATE));
    assertEquals(
        Collections.singletonList("shop.orders:pfx-orders-0-7"),
        labels(sinkFunction.getTransactions()));
  }

  @Test
  void theSinkFunctionsStateIsRead() throws IOException {
    StarRocksWriterState read = states.deserialize(0x53544c31, new byte[] {5, 6});
    assertArrayEquals(new byte[] {5, 6}, read.getEngineStates().get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, -1, 0x53544332, 0x53545732, 0x53544c32})
  void unknownVersionsAreRefusedWithTheirNumber(int version) {
    for (IOException failure : refusals(version, new byte[8])) {
      String text = failure.getMessage();
      assertTrue(text.contains(String.format("0x%08x", version)), text);
    }
  }

  @Test
  void aNewerReleaseIsCalledSo() {
    IOException failure =
        assertThrows(
            IOException.class, () -> committables.deserialize(0x53544332, new byte[8]));
    assertTrue(failure.getMessage().contains("newer release"), failure.getMessage());
  }

  @Test
  void damageIsRefused() throws IOException {
    byte[] whole = committables.serialize(new StarRocksCommittable(new byte[] {1, 2, 3}));
    List<byte[]> damaged = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      damaged.add(Arrays.copyOf(whole, length));
    }
    damaged.add(Arrays.copyOf(whole, whole.length + 1));
    damaged.add(new byte[] {0, 0, 0, 1, 127, -1, -1, -1, 0, 0, 0, 0}); // a length of 2 GiB
    damaged.add(new byte[] {0, 0, 0, 1, -1, -1, -1, -1, 0, 0, 0, 0});
    damaged.add(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0}); // a negative count
    for (byte[] bytes : damaged) {
      assertThrows(
          IOException.class,
          () -> committables.deserialize(committables.getVersion(), bytes),
          Arrays.toString(bytes));
      assertThrows(
          IOException.class,
          () -> states.deserialize(states.getVersion(), bytes),
          Arrays.toString(bytes));
    }
    assertThrows(IOException.class, () -> committables.deserialize(1, utf8("{}")));
    assertThrows(
        IOException.class, () -> committables.deserialize(1, utf8("{\"labelSnapshot\":}")));
  }

  @Test
  void messagesOfFlinkShowNoRows() {
    assertEquals(
        "StarRocksCommittable(3 bytes)", new StarRocksCommittable(new byte[3]).toString());
  }

  private List<IOException> refusals(int version, byte[] bytes) {
    return Arrays.asList(
        assertThrows(IOException.class, () -> committables.deserialize(version, bytes)),
        assertThrows(IOException.class, () -> states.deserialize(version, bytes)));
  }
}
