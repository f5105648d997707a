package io.starload.flink.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system that the JVM runs on, and whether the native library can run there. Immutable. */
final class NativePlatform {
  private static final String SUPPORTED = "linux-x86_64";
  private static final int[] OLDEST_GLIBC = {2, 34};
  private static final Pattern GLIBC_BANNER =
      Pattern.compile("GNU C Library [^\\n]{0,200}?version (\\d+)\\.(\\d+)");
  private static final Pattern GLIBC_FILE = Pattern.compile(".*/libc(\\.so\\.6|-2\\.\\d+\\.so)");

  private final String os;
  private final String architecture;
  private final Path maps;

  /** maps: /proc/self/maps, or a file like it. */
  NativePlatform(String os, String architecture, Path maps) {
    this.os = os;
    this.architecture = architecture;
    this.maps = maps;
  }

  static NativePlatform current() {
    return new NativePlatform(
        System.getProperty("os.name", "?"),
        System.getProperty("os.arch", "?"),
        Paths.get("/proc/self/maps"));
  }

  /** The directory of the jar that holds this platform's libraries. */
  String name() {
    return SUPPORTED;
  }

  void check() throws StarloadException {
    String arch = architecture.toLowerCase(Locale.ROOT);
    if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("x86_64"))) {
      throw unsupported("this JVM runs on " + os + ", " + architecture
          + ": run the TaskManagers on Linux, x86_64 (with an x86_64 JVM)");
    }
    String musl = mappedFile(".*/ld-musl-[^/]*");
    if (musl != null) {
      throw unsupported("this system has no glibc but musl (" + musl
          + "; Alpine Linux, for example): use an image with glibc, such as Flink's own ones");
    }
    String glibc = glibcVersion();
    if (glibc != null && older(glibc)) {
      throw unsupported("this system's glibc is " + glibc + " (" + mappedFile(GLIBC_FILE.pattern())
          + "), too old: Ubuntu 22.04, Debian 12, RHEL 9 and later have what is needed");
    }
  }

  /** "2.36", null: not known. */
  String glibcVersion() {
    String libc = mappedFile(GLIBC_FILE.pattern());
    if (libc == null) {
      return null;
    }
    try {
      // The banner that the file prints when it is run as a program; Latin-1 keeps byte for byte.
      String content =
          new String(Files.readAllBytes(Paths.get(libc)), StandardCharsets.ISO_8859_1);
      Matcher banner = GLIBC_BANNER.matcher(content);
      return banner.find() ? banner.group(1) + "." + banner.group(2) : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static boolean older(String version) {
    String[] parts = version.split("\\.");
    int major = Integer.parseInt(parts[0]);
    int minor = Integer.parseInt(parts[1]);
    return major < OLDEST_GLIBC[0] || (major == OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1]);
  }

  /** A file that is mapped into the process; null: none, or that cannot be seen. */
  private String mappedFile(String pattern) {
    List<String> lines;
    try {
      lines = Files.readAllLines(maps, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return null;
    }
    for (String line : lines) {
      int slash = line.indexOf('/');
      if (slash >= 0 && line.substring(slash).matches(pattern)) {
        return line.substring(slash);
      }
    }
    return null;
  }

  private static StarloadException unsupported(String why) {
    return new StarloadException(
        StarloadException.Code.CONFIG,
        "the native library of the StarRocks connector is made for Linux, x86_64, with glibc "
            + OLDEST_GLIBC[0] + "." + OLDEST_GLIBC[1] + " or newer; " + why);
  }
}
