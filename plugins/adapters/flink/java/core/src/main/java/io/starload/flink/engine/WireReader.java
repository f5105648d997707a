package io.starload.flink.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what native code wrote as Wire writes it. One thread. */
final class WireReader {
  private final ByteBuffer bytes;

  WireReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  int getInt() {
    return bytes.getInt();
  }

  boolean getBoolean() {
    return bytes.get() != 0;
  }

  byte[] getBytes() {
    byte[] value = new byte[bytes.getInt()];
    bytes.get(value);
    return value;
  }

  String getString() {
    return new String(getBytes(), StandardCharsets.UTF_8);
  }

  List<String> getStrings() {
    int count = bytes.getInt();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(getString());
    }
    return values;
  }
}
