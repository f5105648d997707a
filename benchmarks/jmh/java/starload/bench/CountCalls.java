package starload.bench;

import io.starload.flink.writer.RowForm;
import io.starload.flink.writer.SinkWriterCore;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;

/**
 * Writes rows and flushes, for the agent that counts native calls. Arguments: the class of the rows
 * (binary, generic or strings) and how many.
 */
public final class CountCalls {
  private CountCalls() {}

  public static void main(String[] arguments) throws Exception {
    int rows = Integer.parseInt(arguments[1]);
    boolean strings = arguments[0].equals("strings");
    RowDataSerializer serializer = new RowDataSerializer(BenchWriters.rowType());
    try (SinkWriterCore writer = BenchWriters.open(strings ? RowForm.TEXT : RowForm.ROWS)) {
      for (int i = 0; i < rows; i++) {
        RowData row = SampleRows.row(i % SampleRows.DIFFERENT);
        if (strings) {
          writer.write(MemoryLines.line(row));
        } else {
          writer.write(arguments[0].equals("binary") ? serializer.toBinaryRow(row) : row);
        }
      }
      writer.flush();
    }
  }
}
