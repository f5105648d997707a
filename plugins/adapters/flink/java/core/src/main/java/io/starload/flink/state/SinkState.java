package io.starload.flink.state;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.engine.StarloadException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The elements of the operator state `starrocks-sink-transaction`: ours and those of the official
 * connector, which are laid out alike. Owned by one thread.
 *
 * <pre>
 *   int32 version | int32 length | payload           (big-endian)
 *   version 0x53544c31 ("STL1"): the engine's state, opaque
 *   version 1: the official connector's JSON text
 * </pre>
 */
public final class SinkState {
  /** The name of the state, the official connector's. */
  public static final String NAME = "starrocks-sink-transaction";

  private static final int OURS = 0x53544c31;
  private static final int OFFICIAL = 1;
  private static final int HEADER_BYTES = 8;

  private final List<byte[]> engineStates = new ArrayList<>();
  private final List<PreparedTransaction> foreign = new ArrayList<>();

  private SinkState() {}

  /** The element that holds a state of the engine. */
  public static byte[] encode(byte[] engineState) {
    return ByteBuffer.allocate(HEADER_BYTES + engineState.length)
        .putInt(OURS)
        .putInt(engineState.length)
        .put(engineState)
        .array();
  }

  /** Reads all elements of a restored state. */
  public static SinkState decode(Iterable<byte[]> elements) throws StarloadException {
    SinkState state = new SinkState();
    if (elements != null) {
      for (byte[] element : elements) {
        state.add(element);
      }
    }
    return state;
  }

  private void add(byte[] element) throws StarloadException {
    ByteBuffer in = ByteBuffer.wrap(element);
    if (element.length < HEADER_BYTES) {
      throw broken("an element of " + element.length + " bytes is too short");
    }
    int version = in.getInt();
    int length = in.getInt();
    if (version != OURS && version != OFFICIAL) {
      throw unknown(version);
    }
    if (length != in.remaining()) {
      throw broken(
          "an element says that it has " + length + " bytes, but has " + in.remaining());
    }
    byte[] payload = new byte[length];
    in.get(payload);
    if (version == OURS) {
      engineStates.add(payload);
    } else {
      foreign.addAll(OfficialState.parse(payload));
    }
  }

  private static StarloadException unknown(int version) {
    String text = String.format("0x%08x", version);
    boolean newer = (version & 0xffffff00) == (OURS & 0xffffff00);
    return broken(
        newer
            ? "it was written by a newer release of Starload (version " + text + "); use that"
                + " release or a later one"
            : "version " + text + " was written neither by Starload (0x53544c31) nor by the"
                + " official connector flink-connector-starrocks 1.2 (1)");
  }

  static StarloadException broken(String what) {
    return new StarloadException(
        StarloadException.Code.CONFIG,
        "The state '" + NAME + "' of this sink cannot be restored: " + what
            + ". To start without it, give the sink another uid and allow non-restored state; what"
            + " the old checkpoint had prepared is not committed then.");
  }

  /** What the engine gave, of any number of writers. */
  public List<byte[]> engineStates() {
    return Collections.unmodifiableList(engineStates);
  }

  /** Transactions that the official connector had prepared and not committed. */
  public List<PreparedTransaction> foreign() {
    return Collections.unmodifiableList(foreign);
  }
}
