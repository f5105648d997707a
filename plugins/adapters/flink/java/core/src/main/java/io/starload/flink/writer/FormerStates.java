package io.starload.flink.writer;

import io.starload.flink.engine.EngineConfig;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.StarloadException;
import java.util.HashMap;
import java.util.Map;

/**
 * Commits what a job left that was exactly-once before it was restored and is at-least-once now:
 * the semantics of today cannot read that state. The task's thread.
 */
final class FormerStates {
  private static final String SEMANTIC = "sink.semantic";

  private FormerStates() {}

  /** Waits until what the states hold is in the tables. */
  static void commit(WriterSetup setup, WriterContext context)
      throws StarloadException, InterruptedException {
    Map<String, String> properties = new HashMap<>(setup.engineProperties());
    properties.put(SEMANTIC, "exactly-once");
    EngineConfig config =
        new EngineConfig()
            .properties(properties)
            .subtask(context.subtask())
            .parallelism(context.parallelism())
            .checkpointIntervalMs(context.checkpointIntervalMs())
            .spillDirectory(context.spillDirectory())
            .committer(true);
    try (NativeEngine committer = NativeEngine.open(config)) {
      committer.commitStates(context.states());
    }
  }
}
