package starload.bench;

import org.apache.flink.table.data.RowData;

/** The sample rows as CSV lines, as a user's job would make them. One thread. */
public final class MemoryLines extends PacedSource<String> {
  private static final long serialVersionUID = 1L;

  @Override
  public void run(SourceContext<String> context) throws InterruptedException {
    String[] lines = new String[SampleRows.DIFFERENT];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line(SampleRows.row(i));
    }
    emit(context, lines);
  }

  public static String line(RowData row) {
    String[] cells = {
      String.valueOf(row.getLong(0)),
      row.isNullAt(1) ? null : row.getString(1).toString(),
      row.isNullAt(2) ? null : String.valueOf(row.getInt(2)),
      row.isNullAt(3) ? null : row.getDecimal(3, 10, 2).toString(),
      row.isNullAt(4) ? null : String.valueOf(row.getDouble(4)),
      row.isNullAt(5) ? null : row.getTimestamp(5, 3).toString().replace('T', ' '),
      row.isNullAt(6) ? null : row.getBoolean(6) ? "1" : "0",
      row.isNullAt(7) ? null : row.getString(7).toString()
    };
    StringBuilder line = new StringBuilder();
    for (String cell : cells) {
      line.append(line.length() == 0 ? "" : "\t").append(cell == null ? "\\N" : cell);
    }
    return line.toString();
  }
}
