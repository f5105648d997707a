package io.starload.flink.rows;

import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.StarloadException;
import java.io.IOException;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;

/**
 * Writes Flink's rows of one table in the engine's row format. A BinaryRowData has it already and
 * is copied by the caller ({@link #isBinary}, {@link Segments}); others are written field by field.
 * Stateless after construction; any thread.
 */
public final class RowDataEncoder {
  private final String table;
  private final ValueEncoder[] encoders;

  /** table: for messages. types: the columns' types in the order of the fields. */
  public RowDataEncoder(String table, List<ColumnType> types) {
    this.table = table;
    this.encoders = Encoders.all(types).toArray(new ValueEncoder[0]);
  }

  /** Whether the row can be copied as it is. */
  public boolean isBinary(RowData row) {
    return row instanceof BinaryRowData && row.getArity() == encoders.length;
  }

  /** Writes the row from the beginning of the output. */
  public void encode(RowData row, RowOutput out) throws IOException, InterruptedException {
    if (row.getArity() != encoders.length) {
      throw new StarloadException(
          StarloadException.Code.DATA,
          "A row for table " + table + " has " + row.getArity() + " fields, but "
              + encoders.length + " columns are declared");
    }
    NestedEncoders.putFields(row, encoders, row.getRowKind().toByteValue(), out);
  }
}
