package io.starload.flink.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A failure of the native engine. The message says what failed, where, and what to do, with the
 * first rejected rows; it never holds passwords. Immutable; any thread.
 */
public class StarloadException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, as the engine's ErrorCode. */
  public enum Code {
    /** Options, schema or plugins: retrying does not help. */
    CONFIG,
    /** A row cannot be handled. */
    DATA,
    /** A server or resource did not do it in time. */
    UNAVAILABLE,
    /** The server refused for good: password, table, data quality. */
    REFUSED,
    /** Nobody can say whether the label's rows are in the table. */
    OUTCOME_UNKNOWN,
    /** The engine was ended. */
    CANCELLED,
    /** A broken invariant. */
    FATAL
  }

  private final Code code;
  private final String label;
  private final String table;
  private final boolean retryable;
  private final boolean mustReplay;
  private final ArrayList<String> rejectedRows;

  public StarloadException(Code code, String message) {
    this(code, message, "", "", false, false, Collections.<String>emptyList());
  }

  public StarloadException(Code code, String message, Throwable cause) {
    this(code, message);
    initCause(cause);
  }

  StarloadException(
      Code code,
      String message,
      String label,
      String table,
      boolean retryable,
      boolean mustReplay,
      List<String> rejectedRows) {
    super(message);
    this.code = code;
    this.label = label;
    this.table = table;
    this.retryable = retryable;
    this.mustReplay = mustReplay;
    this.rejectedRows = new ArrayList<>(rejectedRows);
  }

  /** Called from native code. */
  static StarloadException fromNative(byte[] encoded) {
    WireReader in = new WireReader(encoded);
    Code code = Code.values()[Math.floorMod(in.getInt(), Code.values().length)];
    boolean retryable = in.getBoolean();
    boolean mustReplay = in.getBoolean();
    String message = in.getString();
    String label = in.getString();
    String table = in.getString();
    return new StarloadException(
        code, message, label, table, retryable, mustReplay, in.getStrings());
  }

  public Code code() {
    return code;
  }

  /** The load or transaction concerned; "" when it is about none. */
  public String label() {
    return label;
  }

  /** database.table, "" when it is about none. */
  public String table() {
    return table;
  }

  /** The same may go well later: a server that was away, memory that was short. */
  public boolean retryable() {
    return retryable;
  }

  /** Mended by restoring the newest checkpoint and replaying what came after it. */
  public boolean mustReplay() {
    return mustReplay;
  }

  /** The first rejected rows, each with its reason; at most a few. */
  public List<String> rejectedRows() {
    return Collections.unmodifiableList(rejectedRows);
  }
}
