package io.starload.flink.engine;

import java.nio.ByteBuffer;

/**
 * The native functions of libstarload_flink.so, registered by JNI_OnLoad. This class and its package
 * must not be relocated. Handles are addresses; NativeEngine sees to it that none is used after its
 * end. Texts cross as UTF-8. None of them blocks for longer than the milliseconds that it is given,
 * except close, which joins threads that have been cancelled.
 */
final class Natives {
  // Commands of start().
  static final int OPEN = 1;
  static final int ADD_TABLE = 2;
  static final int FLUSH = 3;
  static final int RESTORE = 4;
  static final int PREPARE = 5;
  static final int COMMIT = 6;
  static final int ABORT_CHECKPOINT = 7;
  static final int ROLLBACK = 8;
  static final int COMMIT_STATES = 9;

  private Natives() {}

  /**
   * Once after System.load, by NativeLoader: loads all built-in plugins from the directory (UTF-8),
   * which may be deleted afterwards.
   */
  static native void initialize(byte[] pluginDirectory) throws StarloadException;

  /** A writer with its thread, which does nothing before the command OPEN. */
  static native long create(byte[] config) throws StarloadException;

  /** Gives the writer's thread a command; returns its ticket. */
  static native long start(long writer, int command, long number, byte[] argument)
      throws StarloadException;

  /** Waits for a command. true: done. Throws its failure. */
  static native boolean await(long writer, long ticket, int millis) throws StarloadException;

  /** The result of a command that is done. */
  static native byte[] takeResult(long writer, long ticket);

  /** An empty block, 0: none was free in that time. */
  static native long takeBlock(long writer, int table, int minBytes, int millis)
      throws StarloadException;

  static native ByteBuffer blockBytes(long block);

  static native ByteBuffer blockEnds(long block);

  static native void write(long writer, long block, int rows, int bytes) throws StarloadException;

  static native void giveBack(long writer, long block);

  /** Frees a block that was in Java's hands when its writer was closed. */
  static native void freeOrphan(long block);

  static native StarloadException failure(long writer);

  static native void counters(long writer, long[] into);

  /** Log lines as (int level, text), Wire's way; null: there are none. Levels: 1 debug .. 4 error. */
  static native byte[] takeLog(long writer);

  /**
   * Ends the waiting of the command under way and of takeBlock: what they did is undefined then, and
   * only ROLLBACK, abort and close make sense afterwards. Any thread.
   */
  static native void interrupt(long writer);

  /** As interrupt, and cancels the requests under way: nothing can be rolled back any more. */
  static native void abort(long writer);

  /** Ends threads, frees everything but blocks in Java's hands. The handle is gone afterwards. */
  static native void close(long writer);
}
