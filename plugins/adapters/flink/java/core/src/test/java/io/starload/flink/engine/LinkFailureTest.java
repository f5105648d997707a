package io.starload.flink.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dynamic linker says, and what the user reads. */
final class LinkFailureTest {
  private static final Path LIBRARY = Paths.get("/work/libstarload_flink.so");

  @TempDir Path folder;

  @Test
  void olderGlibc() {
    String message = explain("/lib/libc.so.6: version `GLIBC_2.34' not found (required by x.so)");
    assertTrue(message.contains("glibc 2.34 or newer is needed"), message);
    assertTrue(message.contains("this system has 2."), message);
  }

  @Test
  void olderLibstdcxx() {
    String message = explain("libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by x)");
    assertTrue(message.contains("libstdc++ is too old"), message);
    assertTrue(message.contains("GLIBCXX_3.4.29"), message);
  }

  @Test
  void libraryThatIsNotInstalled() {
    String message =
        explain("libstdc++.so.6: cannot open shared object file: No such file or directory");
    assertTrue(message.contains("libstdc++.so.6 is not installed"), message);
  }

  @Test
  void fileOfAnotherClassLoader() {
    String message = explain("Native Library x.so already loaded in another classloader");
    assertTrue(message.contains("unset " + NativeLoader.PATH_PROPERTY), message);
  }

  @Test
  void anythingElseIsQuotedAndKept() {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("something new");
    StarloadException explained =
        LinkFailure.explain(error, LIBRARY, NativePlatform.current());
    assertTrue(explained.getMessage().contains("something new"), explained.getMessage());
    assertTrue(explained.getMessage().contains(LIBRARY.toString()), explained.getMessage());
    assertSame(error, explained.getCause());
  }

  @Test
  void findsTheMountOfAFile() throws Exception {
    Path mounts =
        Files.write(
            folder.resolve("mountinfo"),
            ("22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
                    + "30 22 0:40 / /mnt rw,nosuid,noexec,relatime - tmpfs tmpfs rw\n"
                    + "31 30 0:41 / /mnt/with\\040space rw,nosuid - tmpfs tmpfs rw,noexec\n"
                    + "32 22 0:42 / /mn rw,noexec - tmpfs tmpfs rw\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertMount("/mnt", true, LinkFailure.Mount.of(Paths.get("/mnt/a/b.so"), mounts));
    assertMount("/", false, LinkFailure.Mount.of(Paths.get("/mnty/b.so"), mounts));
    assertMount(
        "/mnt/with space", false, LinkFailure.Mount.of(Paths.get("/mnt/with space/b"), mounts));
    assertNull(LinkFailure.Mount.of(Paths.get("/mnt/b.so"), folder.resolve("none")));
  }

  private static void assertMount(String point, boolean noexec, LinkFailure.Mount mount) {
    assertEquals(point, mount.point);
    assertEquals(noexec, mount.noexec);
  }

  private static String explain(String message) {
    String text =
        LinkFailure.explain(new UnsatisfiedLinkError(message), LIBRARY, NativePlatform.current())
            .getMessage();
    assertTrue(text.contains(message), text);
    assertFalse(text.contains("noexec"), text);
    return text;
  }
}
