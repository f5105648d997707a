package com.starrocks.connector.flink.table.sink.v2;

import io.starload.flink.engine.PreparedTransaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What one writer prepared for one checkpoint, on its way to the committer. With transactions a
 * list of labels, with stream load the rows, too. It means the same wherever and however often it
 * is committed. Immutable.
 */
public class StarRocksCommittable {
  @Nullable private final byte[] engineState;
  private final List<PreparedTransaction> transactions;

  /** engineState: what the writer's engine gave; opaque here. */
  public StarRocksCommittable(byte[] engineState) {
    this.engineState = engineState;
    this.transactions = Collections.emptyList();
  }

  /** Transactions that the official connector prepared. */
  public StarRocksCommittable(List<PreparedTransaction> transactions) {
    this.engineState = null;
    this.transactions = Collections.unmodifiableList(new ArrayList<>(transactions));
  }

  /** null where there are transactions of the official connector. Not a copy. */
  @Nullable
  public byte[] getEngineState() {
    return engineState;
  }

  /** Empty where there is an engine's state. */
  public List<PreparedTransaction> getTransactions() {
    return transactions;
  }

  /** Flink shows it in messages. */
  @Override
  public String toString() {
    return engineState == null
        ? "StarRocksCommittable(" + transactions.size() + " transactions of another connector)"
        : "StarRocksCommittable(" + engineState.length + " bytes)";
  }
}
