import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;

/** Opens the native engine in this JVM, loads one batch and closes it, twice. */
public final class EngineInJvm {
  private static native byte[] loadBatch(byte[] properties, byte[] pluginDirectory, long first, int rows);

  /** Arguments: the native library, the plugin directory, a property file. */
  public static void main(String[] arguments) throws Exception {
    System.load(arguments[0]);
    byte[] plugins = arguments[1].getBytes(StandardCharsets.UTF_8);
    byte[] properties = Files.readAllBytes(Paths.get(arguments[2]));
    int before = engineThreads();
    for (int round = 0; round < 2; round++) {
      byte[] error = loadBatch(properties, plugins, round * 1000L, 1000);
      if (error != null) throw new AssertionError(new String(error, StandardCharsets.UTF_8));
      System.gc();
      expectNoThreadLeft(before);
    }
    System.out.println("2 batches loaded, no thread left");
  }

  /** A thread of the JVM's own may carry the name for a moment, until it is given its own. */
  private static void expectNoThreadLeft(int before) throws Exception {
    for (int tries = 0; engineThreads() > before; tries++) {
      if (tries == 100) throw new AssertionError("the engine left a thread behind");
      Thread.sleep(50);
    }
  }

  /** Native threads inherit the name of the thread that started them, here this program's main thread. */
  private static int engineThreads() {
    int count = 0;
    File[] tasks = new File("/proc/self/task").listFiles();
    for (File task : tasks == null ? new File[0] : tasks) {
      try {
        byte[] name = Files.readAllBytes(task.toPath().resolve("comm"));
        if (new String(name, StandardCharsets.UTF_8).trim().equals("java")) count++;
      } catch (IOException ended) {
        // between the listing and the reading
      }
    }
    return count;
  }
}
