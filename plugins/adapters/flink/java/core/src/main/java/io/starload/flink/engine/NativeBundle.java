package io.starload.flink.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The native files inside the jar: a manifest, written when the jar is built, with the SHA-256, size
 * and name of each of them, and the files beside it. Immutable.
 */
final class NativeBundle {
  static final String ROOT = "META-INF/native/starload/";
  static final String MANIFEST = "manifest";

  /** A file, or a file in a folder; nothing that leads elsewhere. */
  private static final Pattern FILE_NAME =
      Pattern.compile("([A-Za-z0-9_]+/)?[A-Za-z0-9_][A-Za-z0-9_.+-]*");

  private final URL manifest;
  private final List<Entry> entries;

  private static final class Entry {
    final String sha256;
    final long size;
    final String name;

    Entry(String sha256, long size, String name) {
      this.sha256 = sha256;
      this.size = size;
      this.name = name;
    }
  }

  private NativeBundle(URL manifest, List<Entry> entries) {
    this.manifest = manifest;
    this.entries = entries;
  }

  /** The bundle in the jar that the class came from; another jar's may be another version's. */
  static NativeBundle find(Class<?> anchor, String platform) throws StarloadException {
    String resource = ROOT + platform + "/" + MANIFEST;
    try {
      URL url = resourceBeside(anchor, resource);
      if (url == null) {
        throw new StarloadException(
            StarloadException.Code.CONFIG,
            "the native libraries are missing: there is no " + resource + " beside "
                + anchor.getName() + " in " + location(anchor)
                + "; use the whole flink-connector-starrocks jar, and let no shading drop META-INF/"
                + "native from it");
      }
      return new NativeBundle(url, parse(url));
    } catch (IOException error) {
      throw new StarloadException(
          StarloadException.Code.CONFIG, "cannot read " + resource + " of " + location(anchor),
          error);
    }
  }

  /** The sum of all files. */
  long bytes() {
    long sum = 0;
    for (Entry entry : entries) {
      sum += entry.size;
    }
    return sum;
  }

  void extractTo(PrivateDirectory directory) throws StarloadException {
    for (Entry entry : entries) {
      extract(entry, directory);
    }
  }

  private void extract(Entry entry, PrivateDirectory directory) throws StarloadException {
    MessageDigest digest = sha256();
    long copied;
    try (InputStream in = open(new URL(manifest, entry.name))) {
      copied = directory.write(entry.name, in, digest);
    } catch (StarloadException unusable) {
      throw unusable;
    } catch (IOException error) {
      throw damaged(entry, "cannot be read: " + error, error);
    }
    String actual = hex(digest.digest());
    if (copied != entry.size || !actual.equals(entry.sha256)) {
      throw damaged(entry, "has " + copied + " bytes and SHA-256 " + actual + " instead of "
          + entry.size + " and " + entry.sha256, null);
    }
  }

  private StarloadException damaged(Entry entry, String how, Throwable cause) {
    String message = "the jar of the StarRocks connector is damaged: " + entry.name + " beside "
        + manifest + " " + how + "; copy the jar again";
    return cause == null
        ? new StarloadException(StarloadException.Code.CONFIG, message)
        : new StarloadException(StarloadException.Code.CONFIG, message, cause);
  }

  private static URL resourceBeside(Class<?> anchor, String resource) throws IOException {
    ClassLoader loader = anchor.getClassLoader();
    Enumeration<URL> found =
        loader == null
            ? ClassLoader.getSystemResources(resource)
            : loader.getResources(resource);
    String home = location(anchor);
    URL first = null;
    while (found.hasMoreElements()) {
      URL url = found.nextElement();
      if (url.toString().contains(home)) {
        return url;
      }
      first = first == null ? url : first;
    }
    return first;
  }

  private static String location(Class<?> anchor) {
    CodeSource source = anchor.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "(an unknown place)"
        : source.getLocation().toString();
  }

  private static List<Entry> parse(URL url) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(open(url), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        if (words.length != 3 || !FILE_NAME.matcher(words[2]).matches()) {
          throw new IOException("not a line of the form 'sha256 size name': " + line);
        }
        entries.add(new Entry(words[0], Long.parseLong(words[1]), words[2]));
      }
    } catch (NumberFormatException error) {
      throw new IOException("a size is not a number in " + url, error);
    }
    if (entries.isEmpty()) {
      throw new IOException("no file is named in " + url);
    }
    return entries;
  }

  /** Without the JVM's cache of open jars: it would keep this jar open, or give a closed one. */
  private static InputStream open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException("every JVM has SHA-256", error);
    }
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder(2 * bytes.length);
    for (byte b : bytes) {
      text.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return text.toString();
  }
}
