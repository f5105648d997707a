package io.starload.flink.engine;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * A native writer's address, and the rule that nobody uses it after its end: calls are counted, and
 * close waits for those under way, each of which is short. Any thread.
 */
final class NativeHandle {
  /** A native call that returns a number. */
  interface Call {
    long run(long writer) throws StarloadException;
  }

  /** A native call that returns a truth. */
  interface Test {
    boolean run(long writer) throws StarloadException;
  }

  private static final long LONGEST_WAIT_MS = 1000;

  private final long writer;
  private final Object lock = new Object(); // guards calls, closed, ended
  private int calls;
  private boolean closed; // no call begins any more
  private boolean ended; // the native writer is gone
  private volatile StarloadException lastFailure;
  private final EngineCounters lastCounters = new EngineCounters();

  private NativeHandle(long writer) {
    this.writer = writer;
  }

  static NativeHandle create(byte[] config) throws StarloadException {
    BlockMemory.freeUnreachable();
    return new NativeHandle(Natives.create(config));
  }

  long call(Call call) throws StarloadException {
    if (!enter()) {
      throw closedException();
    }
    try {
      return call.run(writer);
    } finally {
      leave();
    }
  }

  boolean test(Test test) throws StarloadException {
    return call(address -> test.run(address) ? 1 : 0) != 0;
  }

  RowBlock wrap(long block, int table) {
    ByteBuffer bytes = Natives.blockBytes(block);
    return new RowBlock(block, table, BlockMemory.track(block, bytes), Natives.blockEnds(block));
  }

  void handOver(RowBlock block) throws StarloadException {
    call(
        address -> {
          long memory = block.release();
          BlockMemory.forget(memory);
          Natives.write(address, memory, block.rows(), block.bytes());
          return 0;
        });
  }

  void giveBack(RowBlock block) {
    if (!enter()) {
      return; // BlockMemory frees it when the last reference is gone
    }
    try {
      long memory = block.release();
      BlockMemory.forget(memory);
      Natives.giveBack(writer, memory);
    } finally {
      leave();
    }
  }

  byte[] takeResult(long ticket) throws StarloadException {
    byte[][] result = new byte[1][];
    call(
        address -> {
          result[0] = Natives.takeResult(address, ticket);
          return 0;
        });
    return result[0];
  }

  /** Null when there are none, or the writer is closed. */
  byte[] takeLog() {
    if (!enter()) {
      return null;
    }
    try {
      return Natives.takeLog(writer);
    } finally {
      leave();
    }
  }

  StarloadException failure() {
    if (enter()) {
      try {
        lastFailure = Natives.failure(writer);
      } finally {
        leave();
      }
    }
    return lastFailure;
  }

  void readCounters(EngineCounters into) {
    if (enter()) {
      try {
        Natives.counters(writer, into.values());
        return;
      } finally {
        leave();
      }
    }
    synchronized (lock) {
      System.arraycopy(lastCounters.values(), 0, into.values(), 0, into.values().length);
    }
  }

  void interrupt() {
    if (enter()) {
      try {
        Natives.interrupt(writer);
      } finally {
        leave();
      }
    }
  }

  void abort() {
    if (enter()) {
      try {
        Natives.abort(writer);
      } finally {
        leave();
      }
    }
  }

  /** last: what is to be done after everything has stopped, while calls are still possible. */
  void close(Runnable last) {
    abort();
    last.run();
    failure();
    synchronized (lock) {
      if (closed) {
        awaitEnd(() -> ended);
        return;
      }
      closed = true;
      awaitEnd(() -> calls == 0);
      Natives.counters(writer, lastCounters.values());
    }
    Natives.close(writer);
    synchronized (lock) {
      ended = true;
      lock.notifyAll();
    }
    BlockMemory.freeUnreachable();
  }

  /** Not ended by an interrupt: what is waited for is short, and memory depends on it. */
  private void awaitEnd(BooleanSupplier done) {
    boolean interrupted = false;
    while (!done.getAsBoolean()) {
      try {
        lock.wait(LONGEST_WAIT_MS);
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean enter() {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      calls++;
      return true;
    }
  }

  private void leave() {
    synchronized (lock) {
      calls--;
      lock.notifyAll();
    }
  }

  private StarloadException closedException() {
    return new StarloadException(StarloadException.Code.CANCELLED, "the native engine was closed");
  }
}
