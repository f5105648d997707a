package io.starload.flink.engine;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blocks in Java's hands. Native code does not free such a block when its writer is closed, because
 * a thread may be writing into it at that moment; it is freed here, when nobody can reach its buffer
 * any more. Any thread.
 */
final class BlockMemory {
  private static final Map<Long, Held> HELD = new ConcurrentHashMap<>();
  private static final ReferenceQueue<ByteBuffer> UNREACHABLE = new ReferenceQueue<>();

  private BlockMemory() {}

  private static final class Held extends PhantomReference<ByteBuffer> {
    private final long block;

    Held(long block, ByteBuffer buffer) {
      super(buffer, UNREACHABLE);
      this.block = block;
    }
  }

  static ByteBuffer track(long block, ByteBuffer buffer) {
    HELD.put(block, new Held(block, buffer));
    return buffer;
  }

  /** The block is native code's again. */
  static void forget(long block) {
    HELD.remove(block);
  }

  static void freeUnreachable() {
    Reference<? extends ByteBuffer> reference = UNREACHABLE.poll();
    while (reference != null) {
      Held held = (Held) reference;
      if (HELD.remove(held.block, held)) {
        Natives.freeOrphan(held.block);
      }
      reference = UNREACHABLE.poll();
    }
  }
}
