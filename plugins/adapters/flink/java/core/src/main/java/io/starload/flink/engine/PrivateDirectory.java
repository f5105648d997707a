package io.starload.flink.engine;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new directory that only this user can enter, for the files of one attempt to load the library.
 * close() deletes it with all that is in it; libraries that are loaded stay usable. One thread.
 */
final class PrivateDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
  private static final String PREFIX = "starload-native-";
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path path;
  private final long bytesNeeded;

  private PrivateDirectory(Path path, long bytesNeeded) {
    this.path = path;
    this.bytesNeeded = bytesNeeded;
  }

  /** bytesNeeded: for the error message of a full disk. */
  static PrivateDirectory create(Path parent, long bytesNeeded) throws StarloadException {
    try {
      Files.createDirectories(parent);
      return new PrivateDirectory(
          Files.createTempDirectory(parent, PREFIX, mode("rwx------")), bytesNeeded);
    } catch (IOException error) {
      throw unusable(parent, bytesNeeded, error);
    }
  }

  Path path() {
    return path;
  }

  /**
   * Copies the stream into a new file; returns how many bytes. FileOutputStream and not Files: an
   * interrupt during a copy would close the file half written.
   */
  long write(String name, InputStream in, MessageDigest digest)
      throws IOException, StarloadException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long copied = 0;
    try (OutputStream out = open(name)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        append(out, buffer, n);
        copied += n;
      }
    }
    return copied;
  }

  private OutputStream open(String name) throws StarloadException {
    try {
      Path file = path.resolve(name);
      if (!file.getParent().equals(path)) {
        Files.createDirectories(file.getParent(), mode("rwx------"));
      }
      return new FileOutputStream(Files.createFile(file, mode("rw-------")).toFile());
    } catch (IOException error) {
      throw unusable(path, bytesNeeded, error);
    }
  }

  private void append(OutputStream out, byte[] buffer, int n) throws StarloadException {
    try {
      out.write(buffer, 0, n);
    } catch (IOException error) {
      throw unusable(path, bytesNeeded, error);
    }
  }

  private static StarloadException unusable(Path where, long bytesNeeded, IOException error) {
    return new StarloadException(
        StarloadException.Code.UNAVAILABLE,
        "cannot put the native libraries of the StarRocks connector (" + (bytesNeeded >> 10)
            + " KiB, for a moment) into " + where + ": " + error
            + "; make room there, or name a writable directory with the system property "
            + NativeLoader.WORKDIR_PROPERTY + " (env.java.opts.all: -D"
            + NativeLoader.WORKDIR_PROPERTY + "=/some/directory)",
        error);
  }

  /** What cannot be deleted stays: the library works, and the system's cleaner takes the rest. */
  @Override
  public void close() {
    try {
      delete(path);
    } catch (IOException error) {
      LOG.warn("cannot delete {}, which is not needed any more: {}", path, error.toString());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          delete(entry);
        } else {
          Files.deleteIfExists(entry);
        }
      }
    }
    Files.deleteIfExists(directory);
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
