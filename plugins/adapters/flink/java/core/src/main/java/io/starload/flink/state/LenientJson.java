package io.starload.flink.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON text as fastjson writes it: keys may be without quotes. Objects become maps, arrays
 * lists, numbers texts. Owned by one thread.
 */
final class LenientJson {
  /** The text is no such JSON. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  LenientJson(String text) {
    this.text = text;
  }

  /** The one value of the text. */
  Object parse() throws SyntaxException {
    Object value = value(0);
    skipSpace();
    if (at < text.length()) {
      throw wrong("the end");
    }
    return value;
  }

  private Object value(int depth) throws SyntaxException {
    if (depth > MAX_DEPTH) {
      throw new SyntaxException("the JSON is nested deeper than " + MAX_DEPTH + " levels");
    }
    skipSpace();
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
      case '\'':
        return quoted();
      default:
        return literal();
    }
  }

  private Map<String, Object> object(int depth) throws SyntaxException {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    if (takes('}')) {
      return members;
    }
    do {
      skipSpace();
      String key = peek() == '"' || peek() == '\'' ? quoted() : bare();
      if (!takes(':')) {
        throw wrong("':'");
      }
      members.put(key, value(depth + 1));
    } while (takes(','));
    if (!takes('}')) {
      throw wrong("',' or '}'");
    }
    return members;
  }

  private List<Object> array(int depth) throws SyntaxException {
    List<Object> elements = new ArrayList<>();
    at++;
    if (takes(']')) {
      return elements;
    }
    do {
      elements.add(value(depth + 1));
    } while (takes(','));
    if (!takes(']')) {
      throw wrong("',' or ']'");
    }
    return elements;
  }

  private Object literal() throws SyntaxException {
    String word = bare();
    switch (word) {
      case "true":
        return Boolean.TRUE;
      case "false":
        return Boolean.FALSE;
      case "null":
        return null;
      default:
        return word;
    }
  }

  /** A word without quotes: a number, a key. */
  private String bare() throws SyntaxException {
    int start = at;
    while (at < text.length() && "{}[]:,\"' \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == start) {
      throw wrong("a value");
    }
    return text.substring(start, at);
  }

  private String quoted() throws SyntaxException {
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      if (c == quote) {
        return value.toString();
      }
      value.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws SyntaxException {
    char c = next();
    switch (c) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return (char) hex(4);
      case 'x':
        return (char) hex(2);
      default:
        return c;
    }
  }

  private int hex(int digits) throws SyntaxException {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw wrong("a hexadecimal digit");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private char next() throws SyntaxException {
    if (at >= text.length()) {
      throw wrong("more text");
    }
    return text.charAt(at++);
  }

  private char peek() throws SyntaxException {
    if (at >= text.length()) {
      throw wrong("a value");
    }
    return text.charAt(at);
  }

  private boolean takes(char wanted) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private SyntaxException wrong(String wanted) {
    return new SyntaxException("wanted " + wanted + " at character " + at + " of its JSON");
  }
}
