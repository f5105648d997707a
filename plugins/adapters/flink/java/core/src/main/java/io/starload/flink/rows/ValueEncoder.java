package io.starload.flink.rows;

import java.io.IOException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;

/**
 * Writes the value of one column, member or element, which is not null, into its slot; one object a
 * column, chosen at open. Nothing is boxed. Stateless; any thread.
 */
abstract class ValueEncoder {
  /** All eight bytes of the slot are written, whatever was there. */
  abstract void fromRow(RowData row, int field, RowOutput out, int slot)
      throws IOException, InterruptedException;

  /** The element's bytes are zeros before. */
  abstract void fromArray(ArrayData array, int index, RowOutput out, int slot)
      throws IOException, InterruptedException;

  /** Bytes of an element in an array. */
  int elementBytes() {
    return 8;
  }
}
