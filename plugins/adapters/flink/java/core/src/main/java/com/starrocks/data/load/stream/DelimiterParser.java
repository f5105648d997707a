package com.starrocks.data.load.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads delimiters: text as it is, or the hex of their bytes behind \x or 0x. */
public class DelimiterParser {
  /** The delimiter's text; its bytes are read as UTF-8. */
  public static String convertDelimiter(String text) {
    if (text == null || text.isEmpty()) {
      throw new RuntimeException("Failed to parse delimiter: it is empty");
    }
    if (!text.matches("(?s)(\\\\[xX]|0[xX]).*")) {
      return text;
    }
    String hex = text.substring(2);
    if (hex.isEmpty()) {
      throw new RuntimeException("Failed to parse delimiter '" + text + "': `Hex str is empty`");
    }
    if (hex.length() % 2 != 0) {
      throw new RuntimeException(
          "Failed to parse delimiter '" + text + "': `Hex str length error`");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < hex.length(); i += 2) {
      bytes.write(hexDigit(hex.charAt(i), text) * 16 + hexDigit(hex.charAt(i + 1), text));
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  private static int hexDigit(char digit, String text) {
    int value = digit < 128 ? Character.digit(digit, 16) : -1;
    if (value < 0) {
      throw new RuntimeException(
          "Failed to parse delimiter '" + text + "': `Hex str format error`");
    }
    return value;
  }
}
