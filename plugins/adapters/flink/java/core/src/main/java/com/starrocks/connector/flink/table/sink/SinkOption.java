package com.starrocks.connector.flink.table.sink;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One option: how its text is read, which values it takes and who acts on it. Immutable; any
 * thread.
 */
final class SinkOption {
  private static final Logger LOG = LoggerFactory.getLogger(SinkOption.class);

  /** How the text is read. Numbers may carry a unit where the kind says so: 5 s, 90 mb. */
  enum Kind {
    TEXT,
    LIST,
    FLAG,
    NUMBER,
    MILLIS,
    BYTES
  }

  /** Who acts on it. */
  enum Use {
    ENGINE,
    FLINK,
    NOBODY
  }

  /** What becomes of a number outside the range. */
  enum Outside {
    FAILS,
    IS_MOVED,
    FAILS_BELOW
  }

  private final ConfigOption<?> option;
  private final Kind kind;
  private final Use use;
  private long min = Long.MIN_VALUE;
  private long max = Long.MAX_VALUE;
  private Outside outside = Outside.FAILS;

  SinkOption(ConfigOption<?> option, Kind kind, Use use) {
    this.option = option;
    this.kind = kind;
    this.use = use;
  }

  SinkOption range(long newMin, long newMax, Outside newOutside) {
    SinkOption copy = new SinkOption(option, kind, use);
    copy.min = newMin;
    copy.max = newMax;
    copy.outside = newOutside;
    return copy;
  }

  ConfigOption<?> option() {
    return option;
  }

  String key() {
    return option.key();
  }

  Use use() {
    return use;
  }

  /** The text that was set, whatever the option's type; null: it is not set. */
  String rawText(ReadableConfig options) {
    if (kind == Kind.LIST) {
      return listText(options);
    }
    String found = options.getOptional(asText(option.key())).orElse(null);
    for (FallbackKey fallback : option.fallbackKeys()) {
      if (found == null) {
        found = options.getOptional(asText(fallback.getKey())).orElse(null);
      }
    }
    return found;
  }

  // Flink versions differ in how a list becomes a text; each can read what it has.
  @SuppressWarnings("unchecked")
  private String listText(ReadableConfig options) {
    return options
        .getOptional((ConfigOption<List<String>>) option)
        .map(entries -> String.join(";", entries))
        .orElse(null);
  }

  private static ConfigOption<String> asText(String key) {
    return ConfigOptions.key(key).stringType().noDefaultValue();
  }

  /** A number or flag whose text Flink cannot be relied on to read. */
  boolean needsReading(String text) {
    return kind != Kind.TEXT && kind != Kind.LIST && !text.matches("-?[0-9]{1,9}|true|false");
  }

  /** The value in the engine's spelling: numbers without unit, in their range. */
  String read(String text) {
    switch (kind) {
      case TEXT:
        return text;
      case LIST:
        return String.join(";", entries(text));
      case FLAG:
        return readFlag(text.trim().toLowerCase(Locale.ROOT), text);
      default:
        return Long.toString(intoRange(readNumber(text.trim(), text), text));
    }
  }

  /** What stands between semicolons, without the space around it. */
  static List<String> entries(String text) {
    List<String> entries = new ArrayList<>();
    for (String entry : text.split(";")) {
      if (!entry.trim().isEmpty()) {
        entries.add(entry.trim());
      }
    }
    return entries;
  }

  private String readFlag(String lower, String text) {
    if (!lower.equals("true") && !lower.equals("false")) {
      throw new ValidationException(
          String.format("Unsupported value '%s' for '%s'. It takes true or false.", text, key()));
    }
    return lower;
  }

  private BigInteger readNumber(String trimmed, String text) {
    try {
      if (trimmed.matches("[+-]?[0-9]{1,30}")) {
        return new BigInteger(trimmed);
      } else if (kind == Kind.MILLIS) {
        Duration duration = TimeUtils.parseDuration(trimmed);
        return BigInteger.valueOf(duration.toMillis());
      } else if (kind == Kind.BYTES) {
        return BigInteger.valueOf(MemorySize.parseBytes(trimmed));
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw notANumber(text);
    }
    throw notANumber(text);
  }

  // Without a cause: SQL clients show the innermost message only.
  private ValidationException notANumber(String text) {
    String wanted =
        kind == Kind.MILLIS
            ? "milliseconds, or a time such as '5 s'"
            : kind == Kind.BYTES ? "bytes, or a size such as '90 mb'" : "a whole number";
    return new ValidationException(
        String.format(
            "Unsupported value '%s' for '%s'. It takes %s. %s", text, key(), wanted, rangeText()));
  }

  private long intoRange(BigInteger value, String text) {
    BigInteger low = BigInteger.valueOf(min);
    BigInteger high = BigInteger.valueOf(max);
    if (value.compareTo(low) >= 0 && value.compareTo(high) <= 0) {
      return value.longValueExact();
    }
    boolean below = value.compareTo(low) < 0;
    if (outside == Outside.FAILS || (below && outside == Outside.FAILS_BELOW)) {
      throw new ValidationException(
          String.format("Unsupported value '%s' for '%s'. %s", value, key(), rangeText()));
    }
    long taken = below ? min : max;
    LOG.warn("'{}' = {} is outside of [{}, {}]: {} is taken", key(), text, min, max, taken);
    return taken;
  }

  String rangeText() {
    return min == Long.MIN_VALUE
        ? "Any number will do."
        : String.format("Supported value range: [%d, %d].", min, max);
  }

  String typeForDocs() {
    switch (kind) {
      case LIST:
        return "list";
      case FLAG:
        return "true or false";
      case NUMBER:
        return "number";
      case MILLIS:
        return "time (ms)";
      case BYTES:
        return "size (bytes)";
      default:
        return "text";
    }
  }

  /** As [min, max]; "" where every value will do. */
  String rangeForDocs() {
    return min == Long.MIN_VALUE ? "" : "[" + min + ", " + max + "]";
  }
}
