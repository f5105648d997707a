import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * The connector in class loaders as Flink makes them. One case a run, named by the first argument;
 * files and addresses come as system properties. Exit code 0: the case holds.
 */
public final class ClassLoaderCases {
  private static final String WORKDIR = "starload.native.workdir";
  private static final String NATIVE_PATH = "starload.native.path";
  private static final int ROWS = 10;
  /** What malloc and the JVM may take in 98 rounds; a block leaked in each of them is 25 MiB. */
  private static final long SLACK_KIB = 8 << 10;
  /** In 98 rounds; the connector's classes are 100 KiB in each. */
  private static final long METASPACE_SLACK = 256 << 10;

  private static int nextId;
  private static int loaded;

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "hundred":
        hundredLoaders(Integer.parseInt(arguments[1]));
        break;
      case "two-versions":
        twoVersions();
        break;
      case "parent-first":
        parentFirst();
        break;
      case "child-first":
        childFirst();
        break;
      case "path":
        pathProperty();
        break;
      case "refused":
        refused(arguments);
        break;
      default:
        throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** A session cluster that restarts a job again and again. */
  private static void hundredLoaders(int rounds) throws Exception {
    ProcessFigures baseline = null;
    long baselineMetaspace = 0;
    for (int round = 1; round <= rounds; round++) {
      WeakReference<ClassLoader> loader = oneJob();
      awaitUnloading(loader);
      ProcessFigures now = ProcessFigures.now();
      if (round <= 3 || round % 20 == 0 || round == rounds) {
        System.out.println("after " + round + ": " + now + ", " + (metaspace() >> 10)
            + " KiB metaspace");
      }
      if (round == 2) {
        baseline = now;
        baselineMetaspace = metaspace();
      }
    }
    expectNoGrowth(baseline, ProcessFigures.now());
    expect(metaspace() < baselineMetaspace + METASPACE_SLACK, "metaspace grew");
    int plugins = count(ProcessFigures.mappedLibraries(), "/auth/caching_sha2_password.so");
    expect(plugins == 1, "the client's authentication plugin is loaded " + plugins + " times");
  }

  private static void expectNoGrowth(ProcessFigures then, ProcessFigures now) {
    expect(now.threads <= then.threads, "threads grew from " + then.threads);
    expect(now.fileMappings <= then.fileMappings, "mappings grew from " + then.fileMappings);
    expect(now.deletedMappings <= then.deletedMappings, "mappings of deleted files grew");
    expect(now.openFiles <= then.openFiles, "open files grew from " + then.openFiles);
    expect(now.anonymousKib <= then.anonymousKib + SLACK_KIB, "memory grew by more than the slack");
  }

  /** In a method of its own, so that no local variable keeps the loader. */
  private static WeakReference<ClassLoader> oneJob() throws Exception {
    ChildFirstLoader loader = jobLoader(parent(), jar("connector.jar"));
    load(loader, "jobs");
    loader.close();
    return new WeakReference<>(loader);
  }

  /** The JVM closes the library some time after it has found the loader unreachable. */
  private static void awaitUnloading(WeakReference<ClassLoader> loader) throws Exception {
    for (int tries = 0; loader.get() != null || privateLibraries() > 0; tries++) {
      expect(tries < 200, "20 s after its end the job's class loader or library is still there: "
          + loader.get() + " " + ProcessFigures.mappedLibraries());
      System.gc();
      Thread.sleep(100);
    }
  }

  private static int privateLibraries() throws IOException {
    int count = 0;
    for (String name : ProcessFigures.mappedLibraries()) {
      count += name.endsWith("/libstarload_flink.so") || name.endsWith("/csv.so") ? 1 : 0;
    }
    return count;
  }

  /** Two jobs at the same time, each with a version of its own. */
  private static void twoVersions() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier together = new CyclicBarrier(2);
    try (ChildFirstLoader one = jobLoader(parent(), jar("connector.jar"));
        ChildFirstLoader other = jobLoader(parent(), jar("other.jar"))) {
      Future<?> first = threads.submit(rounds(one, together));
      Future<?> second = threads.submit(rounds(other, together));
      first.get(120, TimeUnit.SECONDS);
      second.get(120, TimeUnit.SECONDS);
      Set<String> mapped = ProcessFigures.mappedLibraries();
      for (String library : new String[] {"libcrypto-starload-", "libPocoNet-starload-"}) {
        expect(count(mapped, library + property("version") + "-") == 1, library + " " + mapped);
        expect(count(mapped, library + property("other.version") + "-") == 1, library + mapped);
      }
      expect(count(mapped, "/libstarload_flink.so") == 2, "two libraries: " + mapped);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Void> rounds(ClassLoader loader, CyclicBarrier together) {
    return () -> {
      for (int round = 0; round < 3; round++) {
        together.await(60, TimeUnit.SECONDS);
        load(loader, "jobs");
      }
      return null;
    };
  }

  /** The jar in lib/: one class loader, hence one library, for all jobs. */
  private static void parentFirst() throws Exception {
    try (ChildFirstLoader lib = new ChildFirstLoader(parent(), jar("connector.jar"));
        ChildFirstLoader one = jobLoader(lib);
        ChildFirstLoader other = jobLoader(lib)) {
      load(one, "jobs");
      load(other, "jobs");
      Set<String> mapped = ProcessFigures.mappedLibraries();
      expect(count(mapped, "/libstarload_flink.so") == 1, "one library: " + mapped);
    }
  }

  /** One version in lib/, another in the job's jar: classes and libraries are the job's. */
  private static void childFirst() throws Exception {
    try (ChildFirstLoader lib = new ChildFirstLoader(parent(), jar("connector.jar"));
        ChildFirstLoader job = jobLoader(lib, jar("other.jar"))) {
      load(job, "jobs");
      Set<String> mapped = ProcessFigures.mappedLibraries();
      expect(count(mapped, "-" + property("other.version") + "-") > 0, "the job's: " + mapped);
      expect(count(mapped, "-" + property("version") + "-") == 0, "not lib's: " + mapped);
    }
  }

  /** A library that the user names: once a JVM, and the second class loader is told why. */
  private static void pathProperty() throws Exception {
    System.setProperty(NATIVE_PATH, property("native.path"));
    try (ChildFirstLoader one = jobLoader(parent(), jar("connector.jar"));
        ChildFirstLoader other = jobLoader(parent(), jar("connector.jar"))) {
      load(one, "jobs");
      expect(ProcessFigures.mappedLibraries().isEmpty(), "nothing is taken from the jar");
      expectRefusal(other, "another class loader of this JVM", "unset " + NATIVE_PATH);
      System.clearProperty(NATIVE_PATH);
      load(other, "jobs");
    }
  }

  /** refused DIRECTORY WORD...: the work directory will not do, and then another one does. */
  private static void refused(String[] arguments) throws Exception {
    Path directory = Paths.get(arguments[1]);
    System.setProperty(WORKDIR, directory.toString());
    try (ChildFirstLoader job = jobLoader(parent(), jar("connector.jar"))) {
      String[] words = new String[arguments.length - 2];
      System.arraycopy(arguments, 2, words, 0, words.length);
      expectRefusal(job, words);
      String[] left = directory.toFile().list();
      expect(left == null || left.length == 0, "something was left in " + directory);
      System.clearProperty(WORKDIR);
      load(job, "jobs");
    }
  }

  private static void expectRefusal(ClassLoader loader, String... words) throws Exception {
    String message;
    try {
      load(loader, "jobs");
      throw new AssertionError("it was not refused; expected " + String.join(", ", words));
    } catch (IllegalStateException refusal) {
      message = refusal.getCause().toString();
    }
    System.out.println(message);
    for (String word : words) {
      expect(message.contains(word), "\"" + word + "\" is not in the message");
    }
  }

  @SuppressWarnings("unchecked")
  private static void load(ClassLoader loader, String database) throws Exception {
    Map<String, String> properties = new HashMap<>();
    properties.put("load-url", property("server.http"));
    properties.put("jdbc-url", "jdbc:mysql://" + property("server.mysql"));
    properties.put("database-name", database);
    properties.put("table-name", "rows");
    properties.put("username", "root");
    properties.put("password", new String(Files.readAllBytes(Paths.get(property("password.file"))))
        .trim());
    BiFunction<Map<String, String>, int[], Void> job =
        (BiFunction<Map<String, String>, int[], Void>)
            loader.loadClass("LoadRows").getDeclaredConstructor().newInstance();
    expect(job.getClass().getClassLoader() == loader, "the job's class is the job's");
    job.apply(properties, new int[] {reserveIds(), ROWS});
    countLoaded();
  }

  /** The script compares it with the table. */
  private static synchronized void countLoaded() throws IOException {
    loaded += ROWS;
    Files.write(Paths.get(property("rows.file")), String.valueOf(loaded).getBytes());
  }

  private static synchronized int reserveIds() {
    nextId += ROWS;
    return nextId - ROWS;
  }

  private static ClassLoader parent() {
    return ClassLoaderCases.class.getClassLoader();
  }

  private static ChildFirstLoader jobLoader(ClassLoader parent, URL... jars) throws Exception {
    URL[] all = new URL[jars.length + 1];
    System.arraycopy(jars, 0, all, 1, jars.length);
    all[0] = Paths.get(property("job.classes")).toUri().toURL();
    return new ChildFirstLoader(parent, all);
  }

  private static URL jar(String property) throws Exception {
    return Paths.get(property(property)).toUri().toURL();
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    expect(value != null, "-D" + name + " is missing");
    return value;
  }

  private static int count(Set<String> names, String part) {
    int count = 0;
    for (String name : names) {
      count += name.contains(part) ? 1 : 0;
    }
    return count;
  }

  private static long metaspace() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().equals("Metaspace")) {
        return pool.getUsage().getUsed();
      }
    }
    return 0;
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
