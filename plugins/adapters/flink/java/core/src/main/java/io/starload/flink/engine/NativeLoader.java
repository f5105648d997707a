package io.starload.flink.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Loads libstarload_flink.so and the built-in plugins, once for each class loader that this class is
 * loaded by: copies them out of the jar into a directory of this attempt's own, loads them, deletes
 * the directory. An attempt that fails leaves nothing behind, and the next one starts afresh. Any
 * thread; one attempt at a time.
 */
final class NativeLoader {
  /** A library to load instead of the jar's, with the folder of plugins beside it. */
  static final String PATH_PROPERTY = "starload.native.path";

  /** Where the private directory is made; java.io.tmpdir where it is not set. */
  static final String WORKDIR_PROPERTY = "starload.native.workdir";

  static final String LIBRARY = "libstarload_flink.so";

  /** The built-in plugins, in a folder beside the library. */
  static final String PLUGINS = "plugins";

  /** What is done with the files; tests replace it. */
  interface Linker {
    void load(Path library);

    void initialize(Path pluginDirectory) throws StarloadException;
  }

  private static final NativeLoader INSTANCE =
      new NativeLoader(NativePlatform.current(), NativeLoader.class, new JvmLinker());

  private final NativePlatform platform;
  private final Class<?> anchor;
  private final Linker linker;
  private boolean loaded; // guarded by this

  /** anchor: the class whose jar holds the libraries. */
  NativeLoader(NativePlatform platform, Class<?> anchor, Linker linker) {
    this.platform = platform;
    this.anchor = anchor;
    this.linker = linker;
  }

  /** Returns when the natives of this class loader can be called. */
  static void load() throws StarloadException {
    INSTANCE.loadOnce();
  }

  synchronized void loadOnce() throws StarloadException {
    if (loaded) {
      return;
    }
    platform.check();
    String path = System.getProperty(PATH_PROPERTY, "");
    if (path.isEmpty()) {
      loadFromJar();
    } else {
      loadFile(path);
    }
    loaded = true;
  }

  private void loadFile(String path) throws StarloadException {
    Path library = Paths.get(path).toAbsolutePath();
    if (!Files.isRegularFile(library)) {
      throw new StarloadException(
          StarloadException.Code.CONFIG,
          "the system property " + PATH_PROPERTY + " names " + path + ", which is not a file: name "
              + LIBRARY + " with the folder " + PLUGINS + " beside it, or unset the property");
    }
    link(library);
  }

  private void loadFromJar() throws StarloadException {
    NativeBundle bundle = NativeBundle.find(anchor, platform.name());
    try (PrivateDirectory directory = PrivateDirectory.create(workDirectory(), bundle.bytes())) {
      bundle.extractTo(directory);
      link(directory.path().resolve(LIBRARY));
    }
  }

  private void link(Path library) throws StarloadException {
    try {
      linker.load(library);
      linker.initialize(library.resolveSibling(PLUGINS));
    } catch (LinkageError error) {
      throw LinkFailure.explain(error, library, platform);
    }
  }

  private static Path workDirectory() {
    String configured = System.getProperty(WORKDIR_PROPERTY, "");
    return Paths.get(configured.isEmpty() ? System.getProperty("java.io.tmpdir") : configured)
        .toAbsolutePath();
  }

  /** System.load binds the library to the class loader of this class, as it should be. */
  private static final class JvmLinker implements Linker {
    @Override
    public void load(Path library) {
      System.load(realPath(library).toString());
    }

    @Override
    public void initialize(Path pluginDirectory) throws StarloadException {
      Natives.initialize(realPath(pluginDirectory).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Path realPath(Path path) {
      try {
        return path.toRealPath();
      } catch (IOException vanished) {
        return path; // Loading says what is wrong with it.
      }
    }
  }
}
