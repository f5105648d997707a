package com.starrocks.connector.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** Programs compiled against the official connector link against ours. */
class PublicApiTest {
  @Test
  void everyOfficialMemberIsThere() throws Exception {
    List<String> missing = new ArrayList<>();
    Map<String, List<String>> official = readList("/official-api/core.txt");
    for (Map.Entry<String, List<String>> type : official.entrySet()) {
      Set<String> ours = membersOf(type.getKey());
      for (String member : type.getValue()) {
        if (!ours.contains(member)) {
          missing.add(type.getKey() + ": " + member);
        }
      }
    }
    assertEquals(Collections.emptyList(), missing);
    assertTrue(official.size() >= 36, "the list is too short: " + official.keySet());
  }

  @Test
  void comparisonSeesAMissingMember() throws Exception {
    Set<String> ours = membersOf("com.starrocks.connector.flink.StarRocksSink");
    assertTrue(ours.contains("is class"));
    assertTrue(!ours.contains("static void sink()"));
  }

  @Test
  void optionsHaveTheOfficialKeysAndTypes() throws Exception {
    Class<?> options =
        Class.forName("com.starrocks.connector.flink.table.sink.StarRocksSinkOptions");
    Map<String, String> keys = new LinkedHashMap<>();
    for (java.lang.reflect.Field field : options.getFields()) {
      if (field.getType() == ConfigOption.class) {
        keys.put(field.getName(), ((ConfigOption<?>) field.get(null)).key());
      }
    }
    assertEquals("sink.connect.timeout-ms", keys.get("SINK_CONNECT_TIMEOUT"));
    assertEquals("sink.buffer-flush.max-bytes", keys.get("SINK_BATCH_MAX_SIZE"));
    assertEquals("sink.buffer-flush.enqueue-timeout-ms", keys.get("SINK_BATCH_OFFER_TIMEOUT"));
    assertEquals("sink.use.new-sink-api", keys.get("SINK_USE_NEW_SINK_API"));
    assertEquals(28, keys.size());
  }

  private static Set<String> membersOf(String name) throws ClassNotFoundException {
    ClassLoader loader = PublicApiTest.class.getClassLoader();
    return ApiMembers.of(Class.forName(name, false, loader));
  }

  private static Map<String, List<String>> readList(String resource) throws IOException {
    Map<String, List<String>> members = new LinkedHashMap<>();
    List<String> current = null;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                PublicApiTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("class ")) {
          current = new ArrayList<>();
          members.put(line.substring("class ".length()), current);
        } else if (line.startsWith("  ")) {
          current.add(line.trim());
        }
      }
    }
    return members;
  }
}
