package org.slf4j;

/** See Logger. */
public final class LoggerFactory {
  private LoggerFactory() {}

  public static Logger getLogger(String name) {
    return new Logger();
  }

  public static Logger getLogger(Class<?> owner) {
    return new Logger();
  }
}
