package io.starload.flink.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes what crosses to native code in one byte[]: big-endian numbers, texts as UTF-8 behind their
 * length. One thread.
 */
final class Wire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Wire putInt(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.write(value >>> shift);
    }
    return this;
  }

  Wire putLong(long value) {
    return putInt((int) (value >>> 32)).putInt((int) value);
  }

  Wire putBoolean(boolean value) {
    bytes.write(value ? 1 : 0);
    return this;
  }

  Wire putBytes(byte[] value) {
    putInt(value.length);
    bytes.write(value, 0, value.length);
    return this;
  }

  Wire putString(String value) {
    return putBytes(utf8(value == null ? "" : value));
  }

  Wire putStrings(Collection<String> values) {
    putInt(values.size());
    for (String value : values) {
      putString(value);
    }
    return this;
  }

  /** A list that may be missing, which is not the same as empty. */
  Wire putOptionalStrings(List<String> values) {
    putBoolean(values != null);
    return values == null ? this : putStrings(values);
  }

  Wire putMap(Map<String, String> values) {
    putInt(values.size());
    for (Map.Entry<String, String> entry : values.entrySet()) {
      putString(entry.getKey()).putString(entry.getValue());
    }
    return this;
  }

  Wire putByteArrays(Collection<byte[]> values) {
    putInt(values.size());
    for (byte[] value : values) {
      putBytes(value);
    }
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
