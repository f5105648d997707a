package com.starrocks.connector.flink.table.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Options for tests. Nothing listens at these addresses. */
public final class TestOptions {
  private TestOptions() {}

  /** The six that have to be there. */
  public static Map<String, String> required() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("jdbc-url", "jdbc:mysql://127.0.0.1:1");
    options.put("load-url", "127.0.0.1:1;127.0.0.1:2");
    options.put("database-name", "db");
    options.put("table-name", "t");
    options.put("username", "loader");
    options.put("password", "top-secret");
    return options;
  }

  /** The six and pairs of key and value. */
  public static StarRocksSinkOptions with(String... pairs) {
    Map<String, String> options = required();
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return of(options);
  }

  static StarRocksSinkOptions of(Map<String, String> options) {
    StarRocksSinkOptions.Builder builder = StarRocksSinkOptions.builder();
    options.forEach(builder::withProperty);
    return builder.build();
  }

  @SuppressWarnings("unchecked")
  public static <T> T serialized(T object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
