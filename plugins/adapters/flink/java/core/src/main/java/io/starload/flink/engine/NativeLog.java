package io.starload.flink.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands log lines of native code to slf4j. Any thread. */
final class NativeLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.starload.flink.engine");
  private static final int DEBUG = 1;
  private static final int INFO = 2;
  private static final int WARN = 3;

  void drain(NativeHandle handle) {
    byte[] lines = handle.takeLog();
    if (lines == null) {
      return;
    }
    WireReader in = new WireReader(lines);
    while (in.hasMore()) {
      write(in.getInt(), in.getString());
    }
  }

  private static void write(int level, String line) {
    if (level <= DEBUG) {
      LOG.debug("{}", line);
    } else if (level == INFO) {
      LOG.info("{}", line);
    } else if (level == WARN) {
      LOG.warn("{}", line);
    } else {
      LOG.error("{}", line);
    }
  }
}
