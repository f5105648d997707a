package starload.bench;

import io.starload.flink.writer.RowForm;
import io.starload.flink.writer.SinkWriterCore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a row costs the task's thread: a burst of rows into the connector's writer, which encodes
 * them into direct memory and hands full blocks over. A burst is smaller than the memory, and what
 * it left is sent before the next one begins: nobody waits for the engine.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WriteRows {
  private static final int ROWS = 20_000;

  /** The class of the rows. */
  @Param({"binary", "generic", "strings"})
  public String rows;

  private SinkWriterCore writer;
  private RowData[] data;
  private String[] lines;

  @Setup(Level.Trial)
  public void open() throws Exception {
    writer = BenchWriters.open(rows.equals("strings") ? RowForm.TEXT : RowForm.ROWS);
    RowDataSerializer serializer = new RowDataSerializer(BenchWriters.rowType());
    data = new RowData[SampleRows.DIFFERENT];
    lines = new String[SampleRows.DIFFERENT];
    for (int i = 0; i < data.length; i++) {
      RowData row = SampleRows.row(i);
      lines[i] = MemoryLines.line(row);
      data[i] = rows.equals("binary") ? serializer.toBinaryRow(row).copy() : row;
    }
  }

  @Setup(Level.Iteration)
  public void sendTheRest() throws Exception {
    writer.flush();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void write() throws Exception {
    if (rows.equals("strings")) {
      for (int i = 0; i < ROWS; i++) {
        writer.write(lines[i % lines.length]);
      }
    } else {
      for (int i = 0; i < ROWS; i++) {
        writer.write(data[i % data.length]);
      }
    }
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    writer.flush();
    writer.close();
  }
}
