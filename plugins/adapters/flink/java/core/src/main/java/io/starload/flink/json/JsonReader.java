package io.starload.flink.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON document: objects become LinkedHashMap, arrays ArrayList, numbers Integer to
 * BigDecimal. Throws IllegalArgumentException, which says where, not what: texts may hold rows. One
 * use, one thread.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private final boolean lenient;
  private int at;

  private JsonReader(String text, boolean lenient) {
    this.text = text;
    this.lenient = lenient;
  }

  /** As RFC 8259 has it. */
  public static Object read(String text) {
    return new JsonReader(text, false).readDocument();
  }

  /**
   * As fastjson writes it, too: names may be without quotes or in single ones, texts may hold any
   * character and escapes that JSON does not have.
   */
  public static Object readLenient(String text) {
    return new JsonReader(text, true).readDocument();
  }

  private Object readDocument() {
    Object value = readValue(0);
    skipSpace();
    if (at != text.length()) {
      throw bad("something follows the value");
    }
    return value;
  }

  private Object readValue(int depth) {
    if (depth > MAX_DEPTH) {
      throw bad("nested deeper than " + MAX_DEPTH + " levels");
    }
    skipSpace();
    char c = peek();
    if (c == '{') {
      return readObject(depth);
    } else if (c == '[') {
      return readArray(depth);
    } else if (isQuote(c)) {
      return readText();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      return readNumber();
    }
    return readWord();
  }

  private Map<String, Object> readObject(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return members;
    }
    while (true) {
      skipSpace();
      String name = readName();
      skipSpace();
      expect(':');
      members.put(name, readValue(depth + 1));
      skipSpace();
      if (peek() == '}') {
        at++;
        return members;
      }
      expect(',');
    }
  }

  private List<Object> readArray(int depth) {
    List<Object> elements = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return elements;
    }
    while (true) {
      elements.add(readValue(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return elements;
      }
      expect(',');
    }
  }

  private String readName() {
    if (isQuote(peek())) {
      return readText();
    }
    int start = at;
    while (lenient && at < text.length() && "{}[]:,\"' \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == start) {
      throw bad("a member's name is expected");
    }
    return text.substring(start, at);
  }

  private boolean isQuote(char c) {
    return c == '"' || (lenient && c == '\'');
  }

  private String readText() {
    StringBuilder out = new StringBuilder();
    char quote = next();
    while (true) {
      char c = next();
      if (c == quote) {
        return out.toString();
      } else if (c == '\\') {
        out.append(readEscape());
      } else if (c < 0x20 && !lenient) {
        throw bad("a control character stands in a text");
      } else {
        out.append(c);
      }
    }
  }

  private char readEscape() {
    char c = next();
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(plain);
    } else if (c == 'u') {
      return readHex(4);
    } else if (lenient) {
      return c == 'x' ? readHex(2) : c;
    }
    throw bad("unknown escape");
  }

  private char readHex(int digits) {
    int code = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw bad("unknown escape");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Number readNumber() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    if (!digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")) {
      throw bad("not a number");
    }
    if (!digits.matches("-?[0-9]+")) {
      return new BigDecimal(digits);
    }
    BigInteger number = new BigInteger(digits);
    if (number.bitLength() < 32) {
      return number.intValue();
    }
    return number.bitLength() < 64 ? (Number) number.longValue() : number;
  }

  private Object readWord() {
    if (text.startsWith("true", at)) {
      at += 4;
      return true;
    } else if (text.startsWith("false", at)) {
      at += 5;
      return false;
    } else if (text.startsWith("null", at)) {
      at += 4;
      return null;
    }
    throw bad("a value is expected");
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private char peek() {
    if (at >= text.length()) {
      throw bad("it ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw bad("'" + wanted + "' is expected");
    }
    at++;
  }

  private IllegalArgumentException bad(String reason) {
    return new IllegalArgumentException("not valid JSON at character " + at + ": " + reason);
  }
}
