package io.starload.flink.sinkv2;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.state.SinkState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the official connector's Sink V2 leaves in a checkpoint, version 1. Its committable has one
 * snapshot in it, the same that its SinkFunction keeps in a list. Stateless.
 *
 * <pre>
 *   committable     {"labelSnapshot":{"id":..,"timestamp":..,"transactions":[..]}}
 *   writer's state  {"labelSnapshots":[..]}             label counters; nothing that is prepared
 *   SinkFunction    {"data":{7:[{"id":..,"timestamp":..,"transactions":[..]}]},"version":..}
 * </pre>
 */
public final class OfficialCommittable {
  private static final int OFFICIAL = 1;
  private static final int HEADER_BYTES = 8;
  private static final Pattern SNAPSHOT =
      Pattern.compile(
          "^\\s*\\{\\s*\"labelSnapshot\"\\s*:\\s*(\\{.*\\})\\s*\\}\\s*$", Pattern.DOTALL);
  private static final Pattern OF_SINK_FUNCTION = Pattern.compile("\"data\"\\s*:\\s*\\{");

  private OfficialCommittable() {}

  /** The transactions of a committable that are to be committed. */
  public static List<PreparedTransaction> transactions(byte[] committable) throws IOException {
    Matcher matcher = SNAPSHOT.matcher(new String(committable, StandardCharsets.UTF_8));
    if (!matcher.matches()) {
      throw new IOException(
          "A committable of version 1, the official connector's, cannot be restored: it is not as"
              + " flink-connector-starrocks 1.2 writes it");
    }
    String asSinkFunction = "{\"data\":{0:[" + matcher.group(1) + "]}}";
    return sinkState(OFFICIAL, asSinkFunction.getBytes(StandardCharsets.UTF_8)).foreign();
  }

  /** Is it the state of the SinkFunction, with transactions in it? */
  public static boolean isSinkFunctionState(byte[] payload) {
    return OF_SINK_FUNCTION.matcher(new String(payload, StandardCharsets.UTF_8)).find();
  }

  /** Reads an element of the SinkFunction's state, ours or the official connector's. */
  public static SinkState sinkState(int version, byte[] payload) throws IOException {
    byte[] element =
        ByteBuffer.allocate(HEADER_BYTES + payload.length)
            .putInt(version)
            .putInt(payload.length)
            .put(payload)
            .array();
    return SinkState.decode(Collections.singletonList(element));
  }
}
