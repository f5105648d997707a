package com.starrocks.connector.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs compiled against the Sink V2 classes of the official connector link against ours. */
class SinkV2ApiTest {
  @Test
  void everyOfficialMemberIsThere() throws Exception {
    OfficialApi official = new OfficialApi("/official-api.txt");
    assertEquals(Collections.emptyList(), official.missing());
    assertTrue(official.size() >= 5, "the list is too short: " + official.size());
  }

  @Test
  void comparisonSeesAMissingMember() throws Exception {
    Set<String> ours =
        OfficialApi.ours("com.starrocks.connector.flink.table.sink.v2.StarRocksSink");
    assertTrue(ours.contains("is class") && !ours.contains("new()"), ours.toString());
  }
}
