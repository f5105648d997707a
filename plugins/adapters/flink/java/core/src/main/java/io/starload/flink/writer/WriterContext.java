package io.starload.flink.writer;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.metrics.MetricTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where a writer runs, and what it restores. Setters return this; one thread. */
public final class WriterContext {
  private final MetricTarget metrics;
  private int subtask;
  private int parallelism = 1;
  private long checkpointIntervalMs = -1;
  private String spillDirectory = "";
  private boolean restored;
  private boolean handsOver;
  private List<byte[]> states = Collections.emptyList();
  private List<PreparedTransaction> foreign = Collections.emptyList();

  public WriterContext(MetricTarget metrics) {
    this.metrics = metrics;
  }

  public WriterContext subtask(int index, int of) {
    subtask = index;
    parallelism = of;
    return this;
  }

  /** -1: no checkpoints are taken; 0: they are, nobody knows how often. */
  public WriterContext checkpointIntervalMs(long value) {
    checkpointIntervalMs = value;
    return this;
  }

  /** Where sink.spill-directory says nothing; "": the system's directory for temporary files. */
  public WriterContext spillDirectory(String value) {
    spillDirectory = value == null ? "" : value;
    return this;
  }

  /** The job was restored: with these states, those of this subtask. */
  public WriterContext restored(
      List<byte[]> writerStates, List<PreparedTransaction> foreignTransactions) {
    restored = true;
    states = new ArrayList<>(writerStates);
    foreign = new ArrayList<>(foreignTransactions);
    return this;
  }

  /** Another one, a committer, commits what prepare() returns. */
  public WriterContext handsOver() {
    handsOver = true;
    return this;
  }

  MetricTarget metrics() {
    return metrics;
  }

  int subtask() {
    return subtask;
  }

  int parallelism() {
    return parallelism;
  }

  long checkpointIntervalMs() {
    return checkpointIntervalMs;
  }

  String spillDirectory() {
    return spillDirectory;
  }

  /** No other writer of the job can hold a state that this one does not see. */
  boolean allStatesKnown() {
    return !restored || (parallelism == 1 && !handsOver);
  }

  boolean isHandingOver() {
    return handsOver;
  }

  List<byte[]> states() {
    return states;
  }

  List<PreparedTransaction> foreign() {
    return foreign;
  }
}
