package starload.bench;

import io.starload.flink.engine.NativeEngine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A block is taken from the engine and given back without a row: the least that a batch costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EmptyBlock {
  private NativeEngine engine;
  private int table;

  @Setup(Level.Trial)
  public void open() throws Exception {
    engine = BenchWriters.openEngine();
    table = BenchWriters.addTable(engine);
  }

  @Benchmark
  public void takeAndGiveBack() throws Exception {
    engine.giveBack(engine.takeBlock(table, 1024));
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    engine.close();
  }
}
