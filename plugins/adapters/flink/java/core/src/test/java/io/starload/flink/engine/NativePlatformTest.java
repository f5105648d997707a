package io.starload.flink.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systems that are refused before anything is loaded, shown with files like the kernel's. */
final class NativePlatformTest {
  @TempDir Path folder;

  @Test
  void thisSystemIsSupported() throws Exception {
    NativePlatform here = NativePlatform.current();
    assertDoesNotThrow(here::check);
    assertTrue(here.glibcVersion().matches("2\\.\\d+"), here.glibcVersion());
  }

  @Test
  void otherSystemsAreNamedBesideTheSupportedOne() {
    for (String[] other : new String[][] {{"Windows 11", "amd64"}, {"Linux", "aarch64"}}) {
      String message = refusal(new NativePlatform(other[0], other[1], folder.resolve("none")));
      assertTrue(message.contains("Linux, x86_64"), message);
      assertTrue(message.contains(other[0] + ", " + other[1]), message);
    }
  }

  @Test
  void muslIsNamed() throws Exception {
    Path maps = mapping("/lib/ld-musl-x86_64.so.1");
    String message = refusal(new NativePlatform("Linux", "amd64", maps));
    assertTrue(message.contains("musl (/lib/ld-musl-x86_64.so.1"), message);
    assertTrue(message.contains("glibc"), message);
  }

  @Test
  void olderGlibcIsNamed() throws Exception {
    Path libc = libc("GNU C Library (Debian GLIBC 2.31-13+deb11u11) stable release version 2.31.");
    String message = refusal(new NativePlatform("Linux", "amd64", mapping(libc.toString())));
    assertTrue(message.contains("glibc is 2.31"), message);
    assertTrue(message.contains("2.34 or newer"), message);
    assertTrue(message.contains(libc.toString()), message);
  }

  @Test
  void glibcOfUbuntuAndRedHatIsAccepted() throws Exception {
    String[] banners = {
      "GNU C Library (Ubuntu GLIBC 2.35-0ubuntu3.8) stable release version 2.35.",
      "GNU C Library (GNU libc) stable release version 2.34.",
      "GNU C Library (GNU libc) stable release version 3.0."
    };
    for (String banner : banners) {
      Path maps = mapping(libc(banner).toString());
      assertDoesNotThrow(() -> new NativePlatform("Linux", "x86_64", maps).check());
    }
  }

  @Test
  void whatCannotBeSeenDoesNotHinder() throws Exception {
    NativePlatform blind = new NativePlatform("Linux", "amd64", folder.resolve("none"));
    assertDoesNotThrow(blind::check);
    assertNull(blind.glibcVersion());
    Path maps = mapping(libc("no banner").toString());
    assertNull(new NativePlatform("Linux", "amd64", maps).glibcVersion());
  }

  private static String refusal(NativePlatform platform) {
    StarloadException refused = assertThrows(StarloadException.class, platform::check);
    assertEquals(StarloadException.Code.CONFIG, refused.code());
    return refused.getMessage();
  }

  private Path libc(String banner) throws Exception {
    Path libc = Files.createTempDirectory(folder, "lib").resolve("libc.so.6");
    byte[] text = ("\u007fELF\0\0" + banner + "\nmore").getBytes(StandardCharsets.ISO_8859_1);
    return Files.write(libc, text);
  }

  private Path mapping(String file) throws Exception {
    Path maps = Paths.get(folder.toString(), "maps");
    String line = "7f0000000000-7f0000001000 r-xp 00000000 08:01 123  ";
    String text = line + "/opt/java/libjvm.so\n" + line + file + "\n" + line + "[vdso]\n";
    return Files.write(maps, text.getBytes(StandardCharsets.UTF_8));
  }
}
