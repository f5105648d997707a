package starload.bench;

import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.RowBlock;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a batch costs: a block full of rows is handed over to the engine. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOver {
  private static final int BLOCKS = 4; // BATCH_SIZE of the run; the engine allows more at a time

  /** In a block; at most so many as fit. */
  @Param({"1", "100", "2000"})
  public int rows;

  private final RowBlock[] blocks = new RowBlock[BLOCKS];
  private NativeEngine engine;
  private int table;
  private byte[] line;
  private int next;

  @Setup(Level.Trial)
  public void open() throws Exception {
    engine = BenchWriters.openEngine();
    table = BenchWriters.addTable(engine);
    line = MemoryLines.line(SampleRows.row(1)).getBytes(StandardCharsets.UTF_8);
  }

  @Setup(Level.Iteration)
  public void fill() throws Exception {
    engine.flush();
    next = 0;
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = engine.takeBlock(table, line.length);
      for (int row = 0; row < rows; row++) {
        if (!blocks[i].fits(line.length)) {
          throw new IllegalStateException("a block has room for " + row + " rows only");
        }
        blocks[i].append(line, 0, line.length);
      }
    }
  }

  /** The rows are there: only their way over the boundary is measured. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  public void write() throws Exception {
    engine.write(blocks[next]);
    blocks[next++] = null;
  }

  @TearDown(Level.Iteration)
  public void giveBack() {
    for (RowBlock block : blocks) {
      if (block != null) {
        engine.giveBack(block);
      }
    }
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    engine.close();
  }
}
