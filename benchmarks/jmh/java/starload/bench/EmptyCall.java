package starload.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A native call that does nothing, which is what the least of a call a row would cost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EmptyCall {
  static {
    System.load(System.getProperty("empty.call.library"));
  }

  private long number = 1;

  private static native long nothing(long number);

  @Benchmark
  public long call() {
    return nothing(number);
  }
}
