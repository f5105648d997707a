package com.starrocks.connector.flink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A list of what the official connector's classes have, beside ours. Immutable. */
final class OfficialApi {
  private final Map<String, List<String>> members = new LinkedHashMap<>();

  /** resource: lines "class NAME", each with its members below, indented. */
  OfficialApi(String resource) throws IOException {
    List<String> current = null;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                OfficialApi.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("class ")) {
          current = new ArrayList<>();
          members.put(line.substring("class ".length()), current);
        } else if (line.startsWith("  ")) {
          current.add(line.trim());
        }
      }
    }
  }

  int size() {
    return members.size();
  }

  /** Members of the list that ours have not. */
  List<String> missing() throws ClassNotFoundException {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, List<String>> type : members.entrySet()) {
      Set<String> ours = ours(type.getKey());
      for (String member : type.getValue()) {
        if (!ours.contains(member)) {
          missing.add(type.getKey() + ": " + member);
        }
      }
    }
    return missing;
  }

  static Set<String> ours(String name) throws ClassNotFoundException {
    return ApiMembers.of(Class.forName(name, false, OfficialApi.class.getClassLoader()));
  }
}
