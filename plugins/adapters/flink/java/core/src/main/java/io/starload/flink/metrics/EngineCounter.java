package io.starload.flink.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;

/** A counter that the engine counts; nobody adds to it here. Any thread. */
final class EngineCounter implements Counter {
  private final LongSupplier count;

  EngineCounter(LongSupplier count) {
    this.count = count;
  }

  @Override
  public long getCount() {
    return count.getAsLong();
  }

  @Override
  public void inc() {
    throw notHere();
  }

  @Override
  public void inc(long n) {
    throw notHere();
  }

  @Override
  public void dec() {
    throw notHere();
  }

  @Override
  public void dec(long n) {
    throw notHere();
  }

  private static UnsupportedOperationException notHere() {
    return new UnsupportedOperationException("the native engine counts this");
  }
}
