package com.starrocks.connector.flink.table.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/flink.md says what the code does; the option table is that of the engine. */
class FlinkDocTest {
  private static final Path ROOT = root();

  private static Path root() {
    Path folder = Paths.get("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("docs/options.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String page() throws IOException {
    return read(ROOT.resolve("docs/flink.md"));
  }

  @Test
  void everyOptionHasItsLine() throws IOException {
    String page = page();
    List<String> missing = new ArrayList<>();
    for (SinkOption option : SinkOptionTable.all()) {
      String line = line(option);
      if (!option.key().startsWith("sink.merge-commit.") && !page.contains(line)) {
        missing.add(line);
      }
    }
    assertEquals("", String.join("\n", missing), "lines that docs/flink.md has not");
  }

  private static String line(SinkOption option) {
    Object standard = option.option().defaultValue();
    return String.format(
            "| `%s` | %s | %s | %s | %s |",
            option.key(),
            option.typeForDocs(),
            standard == null ? "" : "`" + standard + "`",
            option.rangeForDocs(),
            NearestKey.description(option.option()))
        .replaceAll(" +", " ");
  }

  @Test
  void pageHasNoLineOfAnOptionThatIsGone() throws IOException {
    Matcher lines = Pattern.compile("(?m)^\\| `(sink\\.[^`]+|[a-z]+-[a-z]+)` \\| ").matcher(page());
    int seen = 0;
    while (lines.find()) {
      String key = lines.group(1);
      assertTrue(SinkOptionTable.find(key) != null || key.startsWith("sink.properties."), key);
      seen++;
    }
    assertTrue(seen >= 50, "only " + seen + " lines of options");
  }

  @Test
  void optionsAreThoseOfTheEngine() throws IOException {
    Map<String, String> engine = engineRanges();
    List<String> differences = new ArrayList<>();
    for (SinkOption option : SinkOptionTable.all()) {
      String range = engine.get(option.key());
      if (option.use() == SinkOption.Use.ENGINE && range == null) {
        differences.add("the engine has no " + option.key());
      } else if (option.use() == SinkOption.Use.ENGINE && !range.equals(option.rangeForDocs())) {
        differences.add(option.key() + ": " + range + " and " + option.rangeForDocs());
      }
    }
    for (String key : engine.keySet()) {
      if (SinkOptionTable.find(key) == null && !key.equals("connector")) {
        differences.add("the Flink side has no " + key);
      }
    }
    assertEquals(Collections.emptyList(), differences);
  }

  // Keys of docs/options.md with their ranges, which is made from the engine's own tables.
  private static Map<String, String> engineRanges() throws IOException {
    Map<String, String> ranges = new LinkedHashMap<>();
    for (String line : read(ROOT.resolve("docs/options.md")).split("\n")) {
      String[] cells = line.split(" \\| ");
      if (line.startsWith("| `") && !line.startsWith("| `sink.properties.")) {
        Matcher range = Pattern.compile("\\[-?[0-9]+, -?[0-9]+\\]").matcher(cells[3]);
        ranges.put(cells[0].replaceAll("[| `]", ""), range.find() ? range.group() : "");
      }
    }
    return ranges;
  }

  @Test
  void everyMetricIsNamed() throws IOException {
    String source =
        read(
            ROOT.resolve(
                "plugins/adapters/flink/java/core/src/main/java/io/starload/flink/metrics/"
                    + "SinkMetrics.java"));
    String page = page();
    Matcher names = Pattern.compile("\\.(?:counter|gauge)\\(\"([A-Za-z]+)\"").matcher(source);
    int seen = 0;
    while (names.find()) {
      assertTrue(page.contains("`" + names.group(1) + "`"), names.group(1));
      seen++;
    }
    assertTrue(seen >= 10, "only " + seen + " metrics");
  }

  @Test
  void codeOfThePageIsThatOfTheExamples() throws IOException {
    String examples = examples();
    Matcher blocks = Pattern.compile("(?s)```(java|sql|python)\n(.*?)```").matcher(page());
    int seen = 0;
    while (blocks.find()) {
      String code = plain(blocks.group(2));
      assertTrue(examples.contains(code), "not in examples/flink:\n" + code);
      seen++;
    }
    assertTrue(seen >= 5, "only " + seen + " pieces of code");
  }

  private static String examples() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples/flink"))) {
      List<Path> sources =
          files
              .filter(file -> file.toString().matches(".*\\.(java|sql|py)"))
              .collect(Collectors.toList());
      StringBuilder all = new StringBuilder();
      for (Path source : sources) {
        all.append(plain(read(source)));
      }
      return all.toString();
    }
  }

  // Without what only lays the text out.
  private static String plain(String code) {
    return Arrays.stream(code.split("\n"))
        .map(String::trim)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
