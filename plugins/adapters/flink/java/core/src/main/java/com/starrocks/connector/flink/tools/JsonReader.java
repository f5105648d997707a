package com.starrocks.connector.flink.tools;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON document (RFC 8259). One use, one thread. */
final class JsonReader {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  JsonReader(String text) {
    this.text = text;
  }

  Object readDocument() {
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
    } else if (c == '"') {
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
      if (peek() != '"') {
        throw bad("a member's name is expected");
      }
      String name = readText();
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

  private String readText() {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return out.toString();
      } else if (c == '\\') {
        out.append(readEscape());
      } else if (c < 0x20) {
        throw bad("a control character stands in a text");
      } else {
        out.append(c);
      }
    }
  }

  private char readEscape() {
    char c = peek();
    at++;
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    if (c != 'u' || at + 4 > text.length()) {
      throw bad("unknown escape");
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text.charAt(at++), 16);
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

  // Says where, not what: texts may hold rows.
  private IllegalArgumentException bad(String reason) {
    return new IllegalArgumentException("not valid JSON at character " + at + ": " + reason);
  }
}
