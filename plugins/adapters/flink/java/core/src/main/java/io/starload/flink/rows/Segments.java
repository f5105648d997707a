package io.starload.flink.rows;

import org.apache.flink.core.memory.MemorySegment;

/** Copies bytes that lie in Flink's memory segments, one or several. */
public final class Segments {
  private Segments() {}

  /** Copies to a place of the target. */
  public static void copy(
      MemorySegment[] segments, int offset, int length, byte[] target, int place) {
    if (segments.length == 1) {
      copy(segments[0], offset, length, target, place);
      return;
    }
    int from = offset;
    int to = place;
    int left = length;
    for (int i = 0; left > 0; i++) {
      int here = Math.min(left, segments[i].size() - from);
      if (here > 0) {
        copy(segments[i], from, here, target, to);
        left -= here;
        to += here;
        from = 0;
      } else {
        from -= segments[i].size();
      }
    }
  }

  private static void copy(
      MemorySegment segment, int offset, int length, byte[] target, int place) {
    if (segment.isOffHeap()) {
      segment.get(offset, target, place, length);
    } else {
      System.arraycopy(segment.getArray(), offset, target, place, length);
    }
  }
}
