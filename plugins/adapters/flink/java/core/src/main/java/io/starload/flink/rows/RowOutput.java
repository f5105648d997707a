package io.starload.flink.rows;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.MemorySegment;

/**
 * Where one row is written: places of its slots and its variable part, in the layout of
 * docs/row-format.md. Owned by a table's writer and used for all of its rows; one thread.
 *
 * <p>Places count from the row's first byte, so that the row can be moved to a larger buffer while
 * it is written:
 *
 * <pre>
 *   buffer  ... earlier rows | fixed part | values, each padded to 8 bytes | free ...
 *                            ^ base       ^ variable part                  ^ base + size
 * </pre>
 *
 * Offsets in slots count from the innermost container (row, array or map), which enter() begins.
 */
public final class RowOutput {
  /** Finds room when a row does not fit. */
  public interface Space {
    /**
     * Moves the row under way to where it can grow to so many bytes: calls {@link
     * RowOutput#move(ByteBuffer, int)}.
     */
    void makeRoom(RowOutput row, long bytes) throws IOException, InterruptedException;
  }

  private static final int WORD = 8;
  private static final int MAX_INLINE_BYTES = 7;

  private final Space space;
  private ByteBuffer buffer;
  private int base;
  private int size;
  private int container;

  public RowOutput(Space space) {
    this.space = space;
  }

  /** A new row at a place of a little-endian buffer. */
  public void begin(ByteBuffer target, int place) {
    buffer = target;
    base = place;
    size = 0;
    container = 0;
  }

  /** The bytes written so far are now at a place of another buffer. */
  public void move(ByteBuffer target, int place) {
    buffer = target;
    base = place;
  }

  /** Bytes of the row so far. */
  public int size() {
    return size;
  }

  /** The end of the row in the buffer. */
  public int end() {
    return base + size;
  }

  /** Takes room for so many bytes, whatever they hold, and returns their place. */
  int take(int bytes) throws IOException, InterruptedException {
    long needed = (long) size + bytes;
    if (needed > buffer.capacity() - base) {
      space.makeRoom(this, needed);
    }
    int place = size;
    size = (int) needed;
    return place;
  }

  /** Takes room for so many words of zeros. */
  int takeZeroWords(int words) throws IOException, InterruptedException {
    int place = take(words * WORD);
    int at = base + place;
    for (int i = 0; i < words; i++, at += WORD) {
      buffer.putLong(at, 0L);
    }
    return place;
  }

  void putByte(int place, byte value) {
    buffer.put(base + place, value);
  }

  void putShort(int place, short value) {
    buffer.putShort(base + place, value);
  }

  void putInt(int place, int value) {
    buffer.putInt(base + place, value);
  }

  void putLong(int place, long value) {
    buffer.putLong(base + place, value);
  }

  void putFloat(int place, float value) {
    buffer.putFloat(base + place, value);
  }

  void putDouble(int place, double value) {
    buffer.putDouble(base + place, value);
  }

  /** Sets a null bit: bit so much of the bits from a place on. */
  void setBit(int place, int bit) {
    int at = base + place + (bit >>> 3);
    buffer.put(at, (byte) (buffer.get(at) | 1 << (bit & 7)));
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
    int place = take(length);
    copy(place, bytes, offset, length);
    pad(length);
    putExtent(slot, place, length);
  }

  /** Text or bytes that Flink holds. */
  void putBytes(int slot, MemorySegment[] segments, int offset, int length)
      throws IOException, InterruptedException {
    if (segments.length == 1 && !segments[0].isOffHeap()) {
      putBytes(slot, segments[0].getArray(), offset, length);
    } else if (length <= MAX_INLINE_BYTES) {
      byte[] bytes = new byte[length];
      ByteBuffer small = ByteBuffer.wrap(bytes);
      Segments.copy(segments, offset, length, small);
      putLong(slot, inline(bytes, 0, length));
    } else {
      putNested(slot, segments, offset, length);
    }
  }

  /** A nested value that Flink holds in the same layout. */
  void putNested(int slot, MemorySegment[] segments, int offset, int length)
      throws IOException, InterruptedException {
    int place = take(length);
    buffer.position(base + place);
    Segments.copy(segments, offset, length, buffer);
    pad(length);
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
    buffer.position(base + place);
    buffer.put(bytes, offset, length);
  }

  private void pad(int length) throws IOException, InterruptedException {
    int padding = -length & (WORD - 1);
    if (padding == 0) {
      return;
    }
    int place = take(padding);
    for (int i = 0; i < padding; i++) {
      putByte(place + i, (byte) 0);
    }
  }

  private void putExtent(int slot, int place, int length) {
    putLong(slot, (long) (place - container) << 32 | length);
  }
}
