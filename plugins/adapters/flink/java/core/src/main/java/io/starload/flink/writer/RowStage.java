package io.starload.flink.writer;

import io.starload.flink.engine.RowBlock;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;

/**
 * Rows on their way into a block. They are laid out in an array on the heap, where a row costs a
 * few plain stores and copies, and go to the block many at a time. Owned by the writer that fills
 * the block; one thread.
 *
 * <pre>
 *   array   rows that have ended | row under way | free ...
 *                                ^ size
 * </pre>
 *
 * Rows that have ended always have room in the block: taking them there never waits.
 */
final class RowStage {
  // The rows are still in the core's first caches when they are taken to the block.
  private static final int USUAL_BYTES = 32 * 1024;
  private static final int MOST_KEPT_BYTES = 1024 * 1024;
  private static final int MOST_ROWS = 1024;

  private final int[] ends = new int[MOST_ROWS]; // as the block counts
  private MemorySegment memory = MemorySegmentFactory.wrap(new byte[USUAL_BYTES]);
  private byte[] array = memory.getArray();
  private int size;
  private int rows;
  private int limit; // bytes that the array and the block have room for
  private int mostRows;
  private int blockBytes; // of the block, before these

  /** Rows go to the block from now on. REQUIRES: no rows here. */
  void begin(RowBlock block) {
    limit = Math.min(array.length, block.room());
    mostRows = Math.min(MOST_ROWS, block.rowRoom());
    blockBytes = block.rowStart();
  }

  /** Whether a row of so many bytes can be ended here. */
  boolean fits(int bytes) {
    return bytes <= limit - size && rows < mostRows;
  }

  /** On the heap; the row under way begins at {@link #size()}. */
  MemorySegment memory() {
    return memory;
  }

  byte[] array() {
    return array;
  }

  int size() {
    return size;
  }

  /** The next bytes are a row. REQUIRES: fits(bytes). */
  void endRow(int bytes) {
    size += bytes;
    ends[rows++] = blockBytes + size;
  }

  /** Takes the rows that have ended to the block; a row under way stays where it is. */
  void drain(RowBlock block) {
    if (rows > 0) {
      block.append(array, size, ends, rows);
      size = 0;
      rows = 0;
      begin(block);
    }
  }

  /** Moves a row under way to the front of an array of so many bytes. REQUIRES: no rows here. */
  void makeRoom(int from, int length, int bytes) {
    byte[] larger = array;
    if (bytes > array.length) {
      larger = new byte[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(bytes, 2L * array.length))];
    }
    System.arraycopy(array, from, larger, 0, length);
    use(larger);
  }

  /** Lets go of an array that one large row needed. REQUIRES: no rows here. */
  void forgetLargeRow() {
    if (array.length > MOST_KEPT_BYTES) {
      use(new byte[USUAL_BYTES]);
    }
  }

  private void use(byte[] other) {
    if (other != array) {
      array = other;
      memory = MemorySegmentFactory.wrap(other);
    }
  }
}
