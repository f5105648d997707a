package com.starrocks.connector.flink.table.sink.v2;

import io.starload.flink.engine.PreparedTransaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a writer's checkpoint knows beside its committables: where its labels stand, so that a
 * restored writer finds what came after the checkpoint. When the state was the SinkFunction's, it
 * also has what that had prepared. Immutable.
 */
public class StarRocksWriterState {
  private final List<byte[]> engineStates;
  private final List<PreparedTransaction> transactions;

  public StarRocksWriterState(byte[] engineState) {
    this(Collections.singletonList(engineState), Collections.<PreparedTransaction>emptyList());
  }

  /** transactions: what the official connector had prepared. */
  public StarRocksWriterState(
      List<byte[]> engineStates, List<PreparedTransaction> transactions) {
    this.engineStates = Collections.unmodifiableList(new ArrayList<>(engineStates));
    this.transactions = Collections.unmodifiableList(new ArrayList<>(transactions));
  }

  /** Opaque here. */
  public List<byte[]> getEngineStates() {
    return engineStates;
  }

  public List<PreparedTransaction> getTransactions() {
    return transactions;
  }
}
