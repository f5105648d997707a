package io.starload.flink.rows;

import java.io.IOException;
import org.apache.flink.core.memory.MemorySegment;

/**
 * Where one row is written: places of its slots and its variable part, in the layout of
 * docs/row-format.md. Owned by a table's writer and used for all of its rows; one thread.
 *
 * <p>Places count from the row's first byte, so that the row can be moved to a larger array while
 * it is written:
 *
 * <pre>
 *   array  ... earlier rows | fixed part | values, each padded to 8 bytes | free ...
 *                           ^ base       ^ variable part                  ^ base + size
 * </pre>
 *
 * An array on the heap, behind Flink's view of it, because the compiler turns that into plain
 * stores; a direct ByteBuffer's checks stay calls when rows come through a deep stack, as Flink's.
 *
 * <p>Offsets in slots count from the innermost container (row, array or map), which enter() begins.
 */
public final class RowOutput {
  /** Finds room when a row does not fit. */
  public interface Space {
    /**
     * Moves the row under way to where it can grow to so many bytes: calls {@link
     * RowOutput#move(MemorySegment, int)}.
     */
    void makeRoom(RowOutput row, long bytes) throws IOException, InterruptedException;
  }

  private static final int WORD = 8;
  private static final int MAX_INLINE_BYTES = 7;

  private final Space space;
  private MemorySegment memory;
  private byte[] array; // the memory's
  private int base;
  private int size;
  private int container;

  public RowOutput(Space space) {
    this.space = space;
  }

  /** A new row at a place of memory on the heap. */
  public void begin(MemorySegment target, int place) {
    move(target, place);
    size = 0;
    container = 0;
  }

  /** The bytes written so far are now at a place of other memory on the heap. */
  public void move(MemorySegment target, int place) {
    memory = target;
    array = target.getArray();
    base = place;
  }

  /** Where the row begins in the array. */
  public int start() {
    return base;
  }

  /** Bytes of the row so far. */
  public int size() {
    return size;
  }

  /** Takes room for so many bytes, whatever they hold, and returns their place. */
  int take(int bytes) throws IOException, InterruptedException {
    long needed = (long) size + bytes;
    if (needed > array.length - base) {
      space.makeRoom(this, needed);
    }
    int place = size;
    size = (int) needed;
    return place;
  }

  /** Takes room for so many words of zeros. */
  int takeZeroWords(int words) throws IOException, InterruptedException {
    int place = take(words * WORD);
    putZeroWords(place, words);
    return place;
  }

  void putZeroWords(int place, int words) {
    int at = base + place;
    for (int i = 0; i < words; i++, at += WORD) {
      memory.putLong(at, 0L);
    }
  }

  void putByte(int place, byte value) {
    array[base + place] = value;
  }

  void putShort(int place, short value) {
    memory.putShortLittleEndian(base + place, value);
  }

  void putInt(int place, int value) {
    memory.putIntLittleEndian(base + place, value);
  }

  void putLong(int place, long value) {
    memory.putLongLittleEndian(base + place, value);
  }

  void putFloat(int place, float value) {
    memory.putFloatLittleEndian(base + place, value);
  }

  void putDouble(int place, double value) {
    memory.putDoubleLittleEndian(base + place, value);
  }

  /** Sets a null bit: bit so much of the bits from a place on. */
  void setBit(int place, int bit) {
    int at = base + place + (bit >>> 3);
    array[at] = (byte) (array[at] | 1 << (bit & 7));
  }

  // ---- Values in the variable part

  /** A container begins at the end of the row; returns the one around it, for leave(). */
  int enter() {
    int outer = container;
    container = size;
    return outer;
  }

  /** Ends the container, pads it, and points the slot of the one around it to it. */
  void leave(int outer, int slot) throws IOException, InterruptedException {
    int start = container;
    int length = size - start;
    pad(length);
    container = outer;
    putExtent(slot, start, length);
  }

  /** Ends a container that no slot points to: the keys and values of a map. */
  void leaveUnnamed(int outer) {
    container = outer;
  }

  int containerSize() {
    return size - container;
  }

  void putTimestamp(int slot, long millis, int nanosOfMilli)
      throws IOException, InterruptedException {
    int place = take(WORD);
    putLong(place, millis);
    putExtent(slot, place, nanosOfMilli);
  }

  /** Big-endian two's complement, at most 16 bytes; 16 are taken, as Flink does. */
  void putWideDecimal(int slot, byte[] unscaled) throws IOException, InterruptedException {
    int place = takeZeroWords(2);
    copy(place, unscaled, 0, unscaled.length);
    putExtent(slot, place, unscaled.length);
  }

  void putBytes(int slot, byte[] bytes, int offset, int length)
      throws IOException, InterruptedException {
    if (length <= MAX_INLINE_BYTES) {
      putLong(slot, inline(bytes, offset, length));
      return;
    }
    int place = takePadded(length);
    copy(place, bytes, offset, length);
    putExtent(slot, place, length);
  }

  /** Text or bytes that Flink holds. */
  void putBytes(int slot, MemorySegment[] segments, int offset, int length)
      throws IOException, InterruptedException {
    if (segments.length == 1 && !segments[0].isOffHeap()) {
      putBytes(slot, segments[0].getArray(), offset, length);
    } else if (length <= MAX_INLINE_BYTES) {
      byte[] bytes = new byte[length];
      Segments.copy(segments, offset, length, bytes, 0);
      putLong(slot, inline(bytes, 0, length));
    } else {
      putNested(slot, segments, offset, length);
    }
  }

  /** A nested value that Flink holds in the same layout. */
  void putNested(int slot, MemorySegment[] segments, int offset, int length)
      throws IOException, InterruptedException {
    int place = takePadded(length);
    Segments.copy(segments, offset, length, array, base + place);
    putExtent(slot, place, length);
  }

  private static long inline(byte[] bytes, int offset, int length) {
    long slot = (long) (0x80 | length) << 56;
    for (int i = 0; i < length; i++) {
      slot |= (bytes[offset + i] & 0xffL) << (8 * i);
    }
    return slot;
  }

  private void copy(int place, byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, array, base + place, length);
  }

  /** Takes whole words for so many bytes; those behind them are zeros. */
  private int takePadded(int length) throws IOException, InterruptedException {
    int padding = -length & (WORD - 1);
    if (padding == 0) {
      return take(length);
    }
    if (length > Integer.MAX_VALUE - WORD) {
      throw new IOException("a value of " + length + " bytes is too large to be loaded");
    }
    int place = take(length + padding);
    putLong(place + length + padding - WORD, 0L);
    return place;
  }

  /** Brings the container to whole words. */
  private void pad(int length) throws IOException, InterruptedException {
    int padding = -length & (WORD - 1);
    int place = take(padding);
    for (int i = 0; i < padding; i++) {
      putByte(place + i, (byte) 0);
    }
  }

  private void putExtent(int slot, int place, int length) {
    putLong(slot, (long) (place - container) << 32 | length);
  }
}
