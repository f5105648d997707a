package io.starload.flink.sinkv2;

import io.starload.flink.engine.StarloadException;
import io.starload.flink.writer.SinkWriterCore;
import io.starload.flink.writer.WriterContext;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Sink V2 writer's work. Owns the writer core. The task's thread; timers run there, too.
 *
 * <p>Flink does not tell which checkpoint it prepares for, and never tells a writer of its
 * completion: what is prepared is handed over to the committer at once, under numbers of our own.
 * A checkpoint that Flink gives up has been handed over as well; the committer commits it with the
 * next one.
 */
public final class WriterSession<T> {
  private static final Logger LOG = LoggerFactory.getLogger(WriterSession.class);
  private static final long TICK_MS = 100;

  private final ElementWriter<T> elements;
  private final SinkWriterCore core;
  private final ProcessingTimeService timers;
  private final Hook hook;
  private long prepared;
  private boolean written;
  private byte[] labels;
  private boolean closed;

  private WriterSession(ElementWriter<T> elements, SinkWriterCore core, Sink.InitContext context) {
    this.elements = elements;
    this.core = core;
    this.timers = context.getProcessingTimeService();
    this.hook = new Hook(core);
    context
        .getUserCodeClassLoader()
        .registerReleaseHookIfAbsent("starload-sink-writer-" + UUID.randomUUID(), hook);
  }

  /** restored: null on a fresh start. */
  public static <T> WriterSession<T> open(
      SinkPlan<T> plan, Sink.InitContext context, StateBytes restored) throws IOException {
    WriterContext where =
        new WriterContext(new WriterMetrics(context.metricGroup()))
            .subtask(context.getSubtaskId(), context.getNumberOfParallelSubtasks())
            .checkpointIntervalMs(0); // a Sink V2 is not told
    if (plan.setup().isExactlyOnce()) {
      where.handsOver();
    }
    if (restored != null) {
      where.restored(restored.engineStates(), restored.transactions());
    }
    try {
      SinkWriterCore core = SinkWriterCore.open(plan.setup(), plan.form(), where);
      WriterSession<T> session = new WriterSession<>(plan.elements(), core, context);
      session.begin(context);
      return session;
    } catch (InterruptedException e) {
      throw interrupted("opening the writer", e);
    }
  }

  private void begin(Sink.InitContext context) throws IOException {
    boolean begun = false;
    try {
      elements.open(core, context);
      startTimer();
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  public void write(T element) throws IOException, InterruptedException {
    if (elements.write(element)) {
      written = true;
    }
  }

  /** At-least-once: waits until everything written is in the table. */
  public void flush() throws IOException, InterruptedException {
    if (!core.isExactlyOnce()) {
      core.flush();
      written = false;
    }
  }

  /** What was written since the call before, for the committer; empty: nothing was. */
  public Optional<byte[]> prepare() throws IOException, InterruptedException {
    if (!written || !core.isExactlyOnce()) {
      core.tick();
      return Optional.empty();
    }
    byte[] state = core.prepare(++prepared);
    written = false;
    labels = null;
    return Optional.of(state);
  }

  /** For the writer's state: where its labels stand. Empty with at-least-once. */
  public Optional<byte[]> labels() throws IOException {
    if (!core.isExactlyOnce()) {
      return Optional.empty();
    }
    if (written) {
      throw new IllegalStateException("rows came between prepareCommit and snapshotState");
    }
    if (labels == null) {
      try {
        // Everything was handed over: nothing but the labels is left to tell.
        labels = core.prepare(++prepared);
      } catch (InterruptedException e) {
        throw interrupted("taking the writer's state", e);
      }
    }
    return Optional.of(labels);
  }

  private void startTimer() {
    timers.registerTimer(timers.getCurrentProcessingTime() + TICK_MS, time -> onTimer());
  }

  private void onTimer() throws IOException {
    if (!closed) {
      core.tick();
      startTimer();
    }
  }

  /** Rolls back what nobody was told of, flushes nothing. Idempotent. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      elements.close();
    } finally {
      try {
        rollBack();
      } finally {
        core.close();
        hook.forget();
      }
    }
  }

  private void rollBack() {
    try {
      core.rollback();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StarloadException e) {
      // Whoever failed the task has told why; the next start finds what is left.
      LOG.info("Not everything that was open could be rolled back: {}", e.getMessage());
    }
  }

  private static IOException interrupted(String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while " + what, cause);
  }

  /** Ends native threads that are left when the job's class loader goes. A backstop. */
  private static final class Hook implements Runnable {
    private volatile SinkWriterCore core;

    Hook(SinkWriterCore core) {
      this.core = core;
    }

    void forget() {
      core = null;
    }

    @Override
    public void run() {
      SinkWriterCore left = core;
      core = null;
      if (left != null) {
        left.release();
      }
    }
  }
}
