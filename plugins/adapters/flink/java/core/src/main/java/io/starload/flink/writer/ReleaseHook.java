package io.starload.flink.writer;

import java.util.UUID;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Ends a writer that is still there when the class loader of the job is released: its native
 * threads may not outlive the library. A backstop; close() comes first.
 */
public final class ReleaseHook implements Runnable {
  private volatile SinkWriterCore writer;

  private ReleaseHook(SinkWriterCore writer) {
    this.writer = writer;
  }

  public static ReleaseHook register(RuntimeContext context, SinkWriterCore writer) {
    ReleaseHook hook = new ReleaseHook(writer);
    try {
      context.registerUserCodeClassLoaderReleaseHookIfAbsent(
          "starload-writer-" + UUID.randomUUID(), hook);
    } catch (UnsupportedOperationException e) {
      // Not in a task: a program that calls the function itself closes it itself.
    }
    return hook;
  }

  /** The writer has been closed. */
  public void forget() {
    writer = null;
  }

  @Override
  public void run() {
    SinkWriterCore left = writer;
    writer = null;
    if (left != null) {
      left.release();
    }
  }
}
