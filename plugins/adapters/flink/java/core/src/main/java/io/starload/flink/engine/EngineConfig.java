package io.starload.flink.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a NativeEngine is opened with. Setters return this. One thread. */
public final class EngineConfig {
  private Map<String, String> properties = new LinkedHashMap<>();
  private int subtask;
  private int parallelism = 1;
  private boolean allStatesKnown;
  private long checkpointIntervalMs = -1;
  private String spillDirectory = "";
  private boolean committer;
  private boolean handsOver;

  /** The options that the user set, under their keys. */
  public EngineConfig properties(Map<String, String> value) {
    this.properties = new LinkedHashMap<>(value);
    return this;
  }

  /** Which of the job's writers this is, from 0 on. */
  public EngineConfig subtask(int value) {
    this.subtask = value;
    return this;
  }

  public EngineConfig parallelism(int value) {
    this.parallelism = value;
    return this;
  }

  /** The states that restore gets are those of all writers of the job, or there are none. */
  public EngineConfig allStatesKnown(boolean value) {
    this.allStatesKnown = value;
    return this;
  }

  /** Milliseconds between checkpoints; -1: none are taken; 0: nobody knows. */
  public EngineConfig checkpointIntervalMs(long value) {
    this.checkpointIntervalMs = value;
    return this;
  }

  /** Where sink.spill-directory says nothing; "": the system's directory for temporary files. */
  public EngineConfig spillDirectory(String value) {
    this.spillDirectory = value == null ? "" : value;
    return this;
  }

  /**
   * This engine writes no rows, it only commits what states hold ({@link
   * NativeEngine#commitStates}); it looks for nothing that lingers.
   */
  public EngineConfig committer(boolean value) {
    this.committer = value;
    return this;
  }

  /**
   * What prepare() returns is committed by a committer: the engine forgets it, and leaves alone
   * what writers before it prepared.
   */
  public EngineConfig handsOver(boolean value) {
    this.handsOver = value;
    return this;
  }

  byte[] encode() {
    return new Wire()
        .putMap(properties)
        .putInt(subtask)
        .putInt(parallelism)
        .putBoolean(allStatesKnown)
        .putLong(checkpointIntervalMs)
        .putString(spillDirectory)
        .putBoolean(committer)
        .putBoolean(handsOver)
        .toBytes();
  }
}
