package org.slf4j;

import java.util.Arrays;

/** What the adapter uses of slf4j, which Flink provides; here lines go to standard output. */
public final class Logger {
  public void debug(String format, Object line) {}

  public void info(String format, Object line) {
    System.out.println("INFO " + line);
  }

  public void warn(String format, Object line) {
    System.out.println("WARN " + line);
  }

  public void warn(String format, Object... parts) {
    System.out.println("WARN " + format + " " + Arrays.toString(parts));
  }

  public void error(String format, Object line) {
    System.out.println("ERROR " + line);
  }
}
