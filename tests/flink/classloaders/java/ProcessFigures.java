import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the kernel says about this process. */
final class ProcessFigures {
  final int threads;
  final int fileMappings;
  final int deletedMappings;
  final int openFiles;
  final long anonymousKib;

  private ProcessFigures() throws IOException {
    threads = count("/proc/self/task");
    int mapped = 0;
    int deleted = 0;
    for (String line : maps()) {
      mapped += line.indexOf('/') > 0 ? 1 : 0;
      deleted += line.endsWith(" (deleted)") ? 1 : 0;
    }
    fileMappings = mapped;
    deletedMappings = deleted;
    openFiles = count("/proc/self/fd");
    anonymousKib = anonymousKib();
  }

  static ProcessFigures now() throws IOException {
    return new ProcessFigures();
  }

  /** Files of the connector's own that are mapped, without their random directories. */
  static Set<String> mappedLibraries() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : maps()) {
      if (line.contains("starload-native-")) {
        names.add(line.substring(line.indexOf('/')).replace(" (deleted)", ""));
      }
    }
    return names;
  }

  private static List<String> maps() throws IOException {
    return Files.readAllLines(Paths.get("/proc/self/maps"), StandardCharsets.ISO_8859_1);
  }

  private static int count(String directory) {
    String[] names = new File(directory).list();
    return names == null ? 0 : names.length;
  }

  private static long anonymousKib() throws IOException {
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return threads + " threads, " + fileMappings + " file mappings (" + deletedMappings
        + " of deleted files), " + openFiles + " open files, " + (anonymousKib >> 10)
        + " MiB anonymous";
  }
}
