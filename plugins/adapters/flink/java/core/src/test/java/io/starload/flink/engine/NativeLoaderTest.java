package io.starload.flink.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extraction out of a bundle on the class path, with a linker that only looks. */
final class NativeLoaderTest {
  private static final byte[] LIBRARY_BYTES = new byte[200_000];
  private static final byte[] PLUGIN_BYTES = "a plugin".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private String givenPath;
  private Path bundle;
  private final RecordingLinker linker = new RecordingLinker();

  /** Fails as often as it is told, then looks at what it is given. */
  private static final class RecordingLinker implements NativeLoader.Linker {
    int failures;
    int loads;
    Path directory;
    String mode;
    byte[] library;
    byte[] plugin;

    @Override
    public void load(Path file) {
      loads++;
      if (failures-- > 0) {
        throw new UnsatisfiedLinkError(file + ": it shall fail");
      }
      directory = file.getParent();
    }

    @Override
    public void initialize(Path pluginDirectory) throws StarloadException {
      try {
        mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(pluginDirectory));
        library = Files.readAllBytes(pluginDirectory.resolveSibling(NativeLoader.LIBRARY));
        plugin = Files.readAllBytes(pluginDirectory.resolve("csv.so"));
      } catch (java.io.IOException error) {
        throw new StarloadException(StarloadException.Code.FATAL, "not there", error);
      }
    }
  }

  @BeforeEach
  void makeBundle() throws Exception {
    // The tests with the native engine, in the same JVM, are told by it where the library is.
    givenPath = System.clearProperty(NativeLoader.PATH_PROPERTY);
    bundle = classes().resolve(NativeBundle.ROOT + "linux-x86_64");
    Files.createDirectories(bundle.resolve("plugins"));
    write(NativeLoader.LIBRARY, LIBRARY_BYTES);
    write("plugins/csv.so", PLUGIN_BYTES);
    manifest(line(NativeLoader.LIBRARY, LIBRARY_BYTES) + line("plugins/csv.so", PLUGIN_BYTES));
    System.setProperty(NativeLoader.WORKDIR_PROPERTY, folder.resolve("work/dir").toString());
  }

  @AfterEach
  void forgetBundle() throws Exception {
    System.clearProperty(NativeLoader.WORKDIR_PROPERTY);
    System.clearProperty(NativeLoader.PATH_PROPERTY);
    if (givenPath != null) {
      System.setProperty(NativeLoader.PATH_PROPERTY, givenPath);
    }
    for (Path folderOfBundle : new Path[] {bundle.resolve("plugins"), bundle}) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folderOfBundle)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folderOfBundle);
    }
  }

  @Test
  void loadsCopiesFromAPrivateDirectoryOnceAndDeletesIt() throws Exception {
    NativeLoader loader = loader();
    loader.loadOnce();
    loader.loadOnce();
    assertEquals(1, linker.loads);
    assertEquals("rwx------", linker.mode);
    assertArrayEquals(LIBRARY_BYTES, linker.library);
    assertArrayEquals(PLUGIN_BYTES, linker.plugin);
    assertEquals(folder.resolve("work/dir"), linker.directory.getParent());
    assertNothingLeft();
  }

  @Test
  void everyLoaderHasItsOwnCopy() throws Exception {
    loader().loadOnce();
    Path first = linker.directory;
    loader().loadOnce();
    assertFalse(first.equals(linker.directory));
  }

  @Test
  void failureLeavesNothingBehindAndTheNextAttemptSucceeds() throws Exception {
    NativeLoader loader = loader();
    linker.failures = 2;
    for (int attempt = 0; attempt < 2; attempt++) {
      String message = failure(loader);
      assertTrue(message.contains("it shall fail"), message);
      assertNothingLeft();
    }
    loader.loadOnce();
    assertEquals(3, linker.loads);
    assertNothingLeft();
  }

  @Test
  void damagedFileIsRefusedBeforeItIsLoaded() throws Exception {
    byte[] damaged = LIBRARY_BYTES.clone();
    damaged[100_000] = 1;
    write(NativeLoader.LIBRARY, damaged);
    String message = failure(loader());
    assertTrue(message.contains("damaged"), message);
    assertTrue(message.contains(NativeLoader.LIBRARY), message);
    assertEquals(0, linker.loads);
    assertNothingLeft();
  }

  @Test
  void fileThatIsMissingIsNamed() throws Exception {
    Files.delete(bundle.resolve("plugins/csv.so"));
    String message = failure(loader());
    assertTrue(message.contains("plugins/csv.so"), message);
    assertTrue(message.contains("damaged"), message);
    write("plugins/csv.so", PLUGIN_BYTES);
    assertNothingLeft();
  }

  @Test
  void bundleThatIsMissingIsNamedWithTheJar() throws Exception {
    Files.delete(bundle.resolve(NativeBundle.MANIFEST));
    String message = failure(loader());
    assertTrue(message.contains(NativeBundle.ROOT + "linux-x86_64/manifest"), message);
    assertTrue(message.contains(classes().toString()), message);
  }

  @Test
  void namesOutsideOfTheDirectoryAreRefused() throws Exception {
    for (String name : new String[] {"../escaped.so", "/tmp/escaped.so", "a/b/c.so", ".hidden", "a/../b"}) {
      manifest(line(NativeLoader.LIBRARY, LIBRARY_BYTES) + line(name, PLUGIN_BYTES));
      assertThrows(StarloadException.class, () -> loader().loadOnce(), name);
    }
    assertEquals(0, linker.loads);
  }

  @Test
  void unusableWorkDirectoryIsNamedWithTheProperty() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    System.setProperty(NativeLoader.WORKDIR_PROPERTY, file.resolve("below").toString());
    String message = failure(loader());
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains(NativeLoader.WORKDIR_PROPERTY), message);
  }

  @Test
  void pathPropertyNamesTheLibrary() throws Exception {
    System.setProperty(
        NativeLoader.PATH_PROPERTY, bundle.resolve(NativeLoader.LIBRARY).toString());
    loader().loadOnce();
    assertEquals(bundle, linker.directory);
    assertTrue(Files.exists(bundle.resolve("plugins/csv.so")), "what the user named is not deleted");
  }

  @Test
  void pathPropertyThatNamesNothingIsAnError() {
    System.setProperty(NativeLoader.PATH_PROPERTY, "/nowhere/libstarload_flink.so");
    String message = failure(loader());
    assertTrue(message.contains("/nowhere/libstarload_flink.so"), message);
    assertTrue(message.contains(NativeLoader.PATH_PROPERTY), message);
  }

  private NativeLoader loader() {
    return new NativeLoader(NativePlatform.current(), NativeLoaderTest.class, linker);
  }

  private static String failure(NativeLoader loader) {
    return assertThrows(StarloadException.class, loader::loadOnce).getMessage();
  }

  private void assertNothingLeft() throws Exception {
    List<String> left = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.resolve("work/dir"))) {
      entries.forEach(entry -> left.add(entry.toString()));
    }
    assertEquals(new ArrayList<String>(), left);
  }

  private static Path classes() throws Exception {
    return Paths.get(
        NativeLoaderTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private void write(String name, byte[] content) throws Exception {
    Files.write(bundle.resolve(name), content);
  }

  private void manifest(String text) throws Exception {
    write(NativeBundle.MANIFEST, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String line(String name, byte[] content) throws Exception {
    StringBuilder hex = new StringBuilder();
    for (byte b : MessageDigest.getInstance("SHA-256").digest(content)) {
      hex.append(String.format("%02x", b));
    }
    return hex + " " + content.length + " " + name + "\n";
  }
}
