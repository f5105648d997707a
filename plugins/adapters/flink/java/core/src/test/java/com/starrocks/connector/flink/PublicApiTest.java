package com.starrocks.connector.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** Programs compiled against the official connector link against ours. */
class PublicApiTest {
  @Test
  void everyOfficialMemberIsThere() throws Exception {
    OfficialApi official = new OfficialApi("/official-api/core.txt");
    assertEquals(Collections.emptyList(), official.missing());
    assertTrue(official.size() >= 36, "the list is too short: " + official.size());
  }

  @Test
  void comparisonSeesAMissingMember() throws Exception {
    Set<String> ours = OfficialApi.ours("com.starrocks.connector.flink.StarRocksSink");
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
}
