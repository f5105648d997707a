package io.starload.flink.engine;

/** What an engine has done so far: NativeEngine.readCounters fills it. Owned by one thread. */
public final class EngineCounters {
  private static final int COUNT = 14;
  private final long[] values = new long[COUNT];

  long[] values() {
    return values;
  }

  /** Adds what another engine has done. */
  public void add(EngineCounters other) {
    for (int i = 0; i < COUNT; i++) {
      values[i] += other.values[i];
    }
  }

  /** Rows that the engine took from blocks. */
  public long writtenRows() {
    return values[0];
  }

  /** Rows that could not be serialized and were left out within max_filter_ratio. */
  public long refusedRows() {
    return values[1];
  }

  public long totalFlushBytes() {
    return values[2];
  }

  public long totalFlushRows() {
    return values[3];
  }

  public long totalFlushSucceededTimes() {
    return values[4];
  }

  public long totalFlushFailedTimes() {
    return values[5];
  }

  /** Rows that the server rejected within max_filter_ratio. */
  public long totalFilteredRows() {
    return values[6];
  }

  /** Rows that `where` left out. */
  public long totalUnselectedRows() {
    return values[7];
  }

  public long retries() {
    return values[8];
  }

  /** The memory budget in use, row blocks among it. */
  public long bufferedBytes() {
    return values[9];
  }

  public long spilledBytes() {
    return values[10];
  }

  /** Time that rows waited for memory: the task's thread for blocks, and the engine for loads. */
  public long blockedMillis() {
    return values[11];
  }

  /** Time that requests took, summed. */
  public long requestMillis() {
    return values[12];
  }

  /** Time that the newest load request took; 0 before the first. */
  public long lastSendMillis() {
    return values[13];
  }
}
