package io.starload.flink.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Memory for rows of one table, owned by native code: bytes, and where rows end. The holder fills
 * it, then gives it to NativeEngine.write or giveBack and forgets it. One thread at a time.
 *
 * <p>A row is written at the position of {@link #buffer()}, which then is where the row ends:
 *
 * <pre>
 *   if (!block.fits(n)) ... hand it over, and take one with room for n
 *   block.buffer().putLong(...);   // offsets within the row count from block.rowStart()
 *   block.endRow();
 * </pre>
 */
public final class RowBlock {
  private final long handle;
  private final int table;
  private final ByteBuffer buffer;
  private final IntBuffer ends;
  private final int maxRows;
  private int rows;
  private int rowStart;
  private boolean released;

  RowBlock(long handle, int table, ByteBuffer buffer, ByteBuffer ends) {
    this.handle = handle;
    this.table = table;
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    this.ends = ends.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    this.maxRows = this.ends.capacity();
  }

  /** A direct little-endian buffer from the block's first byte to its capacity. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** What NativeEngine.addTable returned. */
  public int table() {
    return table;
  }

  /** Whether one more row of so many bytes can be written (from the position on). */
  public boolean fits(int bytes) {
    return bytes <= room() && rows < maxRows;
  }

  /** Bytes from the position on. */
  public int room() {
    return buffer.capacity() - buffer.position();
  }

  /** Rows that can be added, however short they are. */
  public int rowRoom() {
    return maxRows - rows;
  }

  /** Where the row under way begins. */
  public int rowStart() {
    return rowStart;
  }

  /** The bytes from rowStart to the position are a row. REQUIRES: fits() before it was written. */
  public void endRow() {
    int end = buffer.position();
    ends.put(rows, end);
    rows++;
    rowStart = end;
  }

  /** A whole row. REQUIRES: fits(length). */
  public void append(byte[] bytes, int offset, int length) {
    buffer.put(bytes, offset, length);
    endRow();
  }

  /**
   * A text record, which a newline of its own ends here, so that many can be sent as they lie.
   * REQUIRES: fits(record.length + 1).
   */
  public void appendLine(byte[] record) {
    buffer.put(record);
    buffer.put((byte) '\n');
    endRow();
  }

  /**
   * Rows that lie one after another, and where each ends in the block. REQUIRES: room() and
   * rowRoom() for them.
   */
  public void append(byte[] bytes, int length, int[] rowEnds, int count) {
    buffer.put(bytes, 0, length);
    ends.position(rows);
    ends.put(rowEnds, 0, count);
    rows += count;
    rowStart = buffer.position();
  }

  /** Rows that have ended. */
  public int rows() {
    return rows;
  }

  /** Bytes of the rows that have ended. */
  public int bytes() {
    return rowStart;
  }

  /** Bytes in all. */
  public int capacity() {
    return buffer.capacity();
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /** The holder gives it away. Returns the handle. */
  long release() {
    if (released) {
      throw new IllegalStateException("the row block was handed over before");
    }
    released = true;
    return handle;
  }
}
