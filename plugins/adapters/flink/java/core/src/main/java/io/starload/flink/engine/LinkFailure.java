package io.starload.flink.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in words what the dynamic linker means. Stateless. */
final class LinkFailure {
  private static final Pattern MISSING_VERSION =
      Pattern.compile("version [`']((GLIBC|GLIBCXX|CXXABI)_[0-9.]+)' not found");
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("(lib[^\\s:]+\\.so[0-9.]*): cannot open shared object file");

  private LinkFailure() {}

  static StarloadException explain(LinkageError error, Path library, NativePlatform platform) {
    return new StarloadException(
        StarloadException.Code.CONFIG,
        "cannot load the native library of the StarRocks connector from " + library + ": "
            + reason(String.valueOf(error.getMessage()), library, platform),
        error);
  }

  private static String reason(String message, Path library, NativePlatform platform) {
    Matcher version = MISSING_VERSION.matcher(message);
    if (version.find()) {
      return version.group(2).equals("GLIBC")
          ? "glibc " + version.group(1).substring(6) + " or newer is needed, this system has "
              + platform.glibcVersion() + "; use a newer system (" + message + ")"
          : "libstdc++ is too old, " + version.group(1)
              + " is needed (gcc 11's or newer); is another libstdc++ in LD_LIBRARY_PATH? ("
              + message + ")";
    }
    Matcher missing = MISSING_LIBRARY.matcher(message);
    if (missing.find()) {
      return missing.group(1) + " is not installed; the packages libstdc++6 and libgcc-s1 (Debian,"
          + " Ubuntu) or libstdc++ and libgcc (RHEL) have what is needed (" + message + ")";
    }
    if (message.contains("already loaded in another classloader")) {
      return "another class loader of this JVM has loaded this file, and a JVM lets only one do so;"
          + " unset " + NativeLoader.PATH_PROPERTY + ", then each takes a copy from its jar ("
          + message + ")";
    }
    Mount mount = Mount.of(library, Paths.get("/proc/self/mountinfo"));
    if (mount != null && mount.noexec) {
      return "the file system at " + mount.point
          + " is mounted with the option noexec, which forbids it; name a directory elsewhere with"
          + " the system property " + NativeLoader.WORKDIR_PROPERTY + " (env.java.opts.all: -D"
          + NativeLoader.WORKDIR_PROPERTY + "=/some/directory) (" + message + ")";
    }
    return message;
  }

  /** Where a file's file system is mounted, and whether programs may run from there. */
  static final class Mount {
    final String point;
    final boolean noexec;

    private Mount(String point, boolean noexec) {
      this.point = point;
      this.noexec = noexec;
    }

    /** null: that cannot be seen. */
    static Mount of(Path file, Path mountinfo) {
      Mount longest = null;
      try {
        Path real = file.toAbsolutePath().normalize();
        if (Files.exists(real)) {
          real = real.toRealPath();
        }
        for (String line : Files.readAllLines(mountinfo, StandardCharsets.ISO_8859_1)) {
          // id parent major:minor root mountpoint options ... (proc(5)); a later one covers.
          String[] fields = line.split(" ");
          String point = fields.length < 6 ? "" : unescape(fields[4]);
          if (!point.isEmpty()
              && real.startsWith(point)
              && (longest == null || point.length() >= longest.point.length())) {
            longest = new Mount(point, ("," + fields[5] + ",").contains(",noexec,"));
          }
        }
      } catch (IOException unreadable) {
        return null;
      }
      return longest;
    }

    /** \040 and the like stand for spaces, tabs, line ends and backslashes. */
    private static String unescape(String text) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) == '\\' && i + 3 < text.length()) {
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
          i += 3;
        } else {
          out.append(text.charAt(i));
        }
      }
      return out.toString();
    }
  }
}
