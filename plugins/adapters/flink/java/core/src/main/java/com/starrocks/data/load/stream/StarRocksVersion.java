package com.starrocks.data.load.stream;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's version, as far as it could be read. */
public class StarRocksVersion implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?.*");

  private int major;
  private int minor;
  private int patch;

  public int getMajor() {
    return major;
  }

  public int getMinor() {
    return minor;
  }

  public int getPatch() {
    return patch;
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }

  /** null where the text does not begin with a number. */
  public static StarRocksVersion parse(String version) {
    Matcher matcher = NUMBERS.matcher(version == null ? "" : version.trim());
    if (!matcher.matches()) {
      return null;
    }
    StarRocksVersion parsed = new StarRocksVersion();
    parsed.major = number(matcher.group(1));
    parsed.minor = number(matcher.group(2));
    parsed.patch = number(matcher.group(3));
    return parsed;
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
