package io.starload.flink.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.engine.StarloadException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkStateTest {
  /**
   * As flink-connector-starrocks 1.2.9 wrote it, label generation on; a checkpoint of two tables.
   */
  private static final String GOLDEN_1_2_9 =
      ("{'data':{7:[{'id':'5a6f1c38-4ae9-4f0e-a4a3-6a4be0a0b0a1','timestamp':1700000000000,"
              + "'transactions':[{'database':'db','finish':false,'label':'pfx-orders-2-7',"
              + "'table':'orders'},{'database':'db','finish':true,'label':'pfx-items-2-7',"
              + "'table':'items'}]}],8:[{'id':'x','timestamp':1,'transactions':["
              + "{'database':'db','finish':false,'label':'pfx-orders-2-8','table':'orders'}]}]},"
              + "'labelSnapshots':[{'checkpointId':7,'db':'db','labelPrefix':'pfx','nextId':8,"
              + "'numberOfSubtasks':4,'subTaskIndex':2,'table':'orders'}],'version':'1.2.9'}")
          .replace('\'', '"');

  private static byte[] element(int version, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .putInt(version)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  private static byte[] official(String json) {
    return element(1, json.getBytes(StandardCharsets.UTF_8));
  }

  private static SinkState decode(byte[]... elements) throws StarloadException {
    return SinkState.decode(Arrays.asList(elements));
  }

  private static String refused(byte[] element) {
    StarloadException failure = assertThrows(StarloadException.class, () -> decode(element));
    assertEquals(StarloadException.Code.CONFIG, failure.code());
    assertTrue(failure.getMessage().contains(SinkState.NAME), failure.getMessage());
    return failure.getMessage();
  }

  @Test
  void readsItsOwnElementsBack() throws Exception {
    byte[] first = {1, 2, 3};
    SinkState state = decode(SinkState.encode(first), SinkState.encode(new byte[0]));
    assertEquals(2, state.engineStates().size());
    assertArrayEquals(first, state.engineStates().get(0));
    assertEquals(0, state.engineStates().get(1).length);
    assertTrue(state.foreign().isEmpty());
  }

  @Test
  void readsTheOfficialConnectorsTransactionsThatAreNotFinished() throws Exception {
    List<PreparedTransaction> foreign = decode(official(GOLDEN_1_2_9)).foreign();
    assertEquals(2, foreign.size());
    assertEquals("db", foreign.get(0).database());
    assertEquals("orders", foreign.get(0).table());
    assertEquals("pfx-orders-2-7", foreign.get(0).label());
    assertEquals("pfx-orders-2-8", foreign.get(1).label());
  }

  @Test
  void readsElementsOfBothKindsTogether() throws Exception {
    SinkState state = decode(official(GOLDEN_1_2_9), SinkState.encode(new byte[] {9}));
    assertEquals(1, state.engineStates().size());
    assertEquals(2, state.foreign().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{}}",
        "{\"data\":{},\"multiTable\":false,\"version\":\"1.2.16\"}",
        "{ \"data\" : { 3 : [ ] , \"4\" : [ { \"transactions\" : [ ] } ] } }",
        "{\"version\":\"\\u0031\",\"data\":{3:[{\"id\":null,\"timestamp\":-1.5e3}]}}"
      })
  void takesEveryFormWithoutTransactions(String json) throws Exception {
    assertTrue(decode(official(json)).foreign().isEmpty());
  }

  @Test
  void namesEachTransactionOnce() throws Exception {
    String transaction = "{\"database\":\"d\",\"finish\":false,\"label\":\"l\",\"table\":\"t\"}";
    String snapshot = "[{\"transactions\":[" + transaction + "," + transaction + "]}]";
    assertEquals(1, decode(official("{\"data\":{1:" + snapshot + "}}")).foreign().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"data\":[]}",
        "{\"data\":{1:{}}}",
        "{\"data\":{1:[5]}}",
        "{\"data\":{1:[{\"transactions\":[{\"finish\":false}]}]}}",
        "{\"data\":{1:[{\"transactions\":[{\"database\":\"d\",\"label\":\"\",\"table\":\"t\"}]}]}}",
        "{\"data\":{}} tail",
        "{\"data\":{\"a\\u00g0\":[]}}",
        "{\"data\" {}}"
      })
  void refusesTextThatTheOfficialConnectorDoesNotWrite(String json) {
    assertTrue(refused(official(json)).contains("official"));
  }

  @Test
  void refusesJsonThatIsNestedWithoutEnd() {
    String deep = String.join("", Collections.nCopies(100_000, "["));
    assertTrue(refused(official("{\"data\":" + deep)).contains("64 levels"));
  }

  @Test
  void refusesUnknownVersionsByName() {
    assertTrue(refused(element(0x53544c32, new byte[1])).contains("newer release of Starload"));
    String other = refused(element(2, new byte[1]));
    assertTrue(other.contains("0x00000002"), other);
    assertTrue(other.contains("official connector"), other);
  }

  @Test
  void refusesBrokenElements() {
    refused(new byte[7]);
    refused(Arrays.copyOf(SinkState.encode(new byte[3]), 10));
    refused(Arrays.copyOf(SinkState.encode(new byte[3]), 12));
  }

  @Test
  void nothingIsRestoredFromAnEmptyState() throws Exception {
    assertTrue(SinkState.decode(null).engineStates().isEmpty());
  }
}
