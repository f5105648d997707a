package com.starrocks.connector.flink.table.sink.v2;

import io.starload.flink.sinkv2.OfficialCommittable;
import io.starload.flink.sinkv2.StateBytes;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Reads version 1, the official connector's, too. Stateless. */
public class StarRocksCommittableSerializer
    implements SimpleVersionedSerializer<StarRocksCommittable> {
  /** "STC1". */
  static final int VERSION = 0x53544331;

  static final String WHAT = "What the StarRocks sink's committer has to commit";
  private static final int OFFICIAL = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(StarRocksCommittable committable) throws IOException {
    byte[] state = committable.getEngineState();
    List<byte[]> states =
        state == null ? Collections.<byte[]>emptyList() : Collections.singletonList(state);
    return new StateBytes(states, committable.getTransactions()).encode();
  }

  @Override
  public StarRocksCommittable deserialize(int version, byte[] serialized) throws IOException {
    if (version == OFFICIAL) {
      return new StarRocksCommittable(OfficialCommittable.transactions(serialized));
    }
    if (version != VERSION) {
      throw StateBytes.unknownVersion(WHAT, version, VERSION);
    }
    StateBytes decoded = StateBytes.decode(serialized, WHAT);
    return decoded.engineStates().isEmpty()
        ? new StarRocksCommittable(decoded.transactions())
        : new StarRocksCommittable(decoded.engineStates().get(0));
  }
}
