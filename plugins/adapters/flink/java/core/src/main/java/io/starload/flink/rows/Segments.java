package io.starload.flink.rows;

import java.nio.ByteBuffer;
import org.apache.flink.core.memory.MemorySegment;

/** Copies bytes that lie in Flink's memory segments, one or several. */
public final class Segments {
  private Segments() {}

  /** Copies to the target's position, which is behind the bytes then. */
  public static void copy(MemorySegment[] segments, int offset, int length, ByteBuffer target) {
    if (segments.length == 1) {
      copy(segments[0], offset, length, target);
      return;
    }
    int from = offset;
    int left = length;
    for (int i = 0; left > 0; i++) {
      int here = Math.min(left, segments[i].size() - from);
      if (here > 0) {
        copy(segments[i], from, here, target);
        left -= here;
        from = 0;
      } else {
        from -= segments[i].size();
      }
    }
  }

  private static void copy(MemorySegment segment, int offset, int length, ByteBuffer target) {
    if (segment.isOffHeap()) {
      int position = target.position();
      segment.get(offset, target, length);
      target.position(position + length);
    } else {
      target.put(segment.getArray(), offset, length);
    }
  }
}
