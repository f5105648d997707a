package com.starrocks.connector.flink.table.sink.v2;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.sinkv2.OfficialCommittable;
import io.starload.flink.sinkv2.StateBytes;
import io.starload.flink.state.SinkState;
import java.io.IOException;
import java.util.Collections;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads the SinkFunction's state and version 1, the official connector's, too: a job may be moved
 * to this sink with its savepoint. Stateless.
 */
public class StarRocksWriterStateSerializer
    implements SimpleVersionedSerializer<StarRocksWriterState> {
  /** "STW1". */
  static final int VERSION = 0x53545731;

  static final String WHAT = "The state of a StarRocks sink's writer";
  /** "STL1", the SinkFunction's. */
  private static final int SINK_FUNCTION = 0x53544c31;

  private static final int OFFICIAL = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(StarRocksWriterState state) throws IOException {
    return new StateBytes(state.getEngineStates(), state.getTransactions()).encode();
  }

  @Override
  public StarRocksWriterState deserialize(int version, byte[] serialized) throws IOException {
    switch (version) {
      case VERSION:
        StateBytes decoded = StateBytes.decode(serialized, WHAT);
        return new StarRocksWriterState(decoded.engineStates(), decoded.transactions());
      case SINK_FUNCTION:
        return ofSinkFunction(version, serialized);
      case OFFICIAL:
        return OfficialCommittable.isSinkFunctionState(serialized)
            ? ofSinkFunction(version, serialized)
            : new StarRocksWriterState(
                Collections.<byte[]>emptyList(), Collections.<PreparedTransaction>emptyList());
      default:
        throw StateBytes.unknownVersion(WHAT, version, VERSION);
    }
  }

  private static StarRocksWriterState ofSinkFunction(int version, byte[] payload)
      throws IOException {
    SinkState state = OfficialCommittable.sinkState(version, payload);
    return new StarRocksWriterState(state.engineStates(), state.foreign());
  }
}
