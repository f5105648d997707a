package com.starrocks.data.load.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.starrocks.connector.flink.row.sink.StarRocksDelimiterParser;
import com.starrocks.connector.flink.table.StarRocksDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdkTypesTest {
  @Test
  void delimiters() {
    assertEquals("\u0001", DelimiterParser.convertDelimiter("\\x01"));
    assertEquals("\u0001\n", DelimiterParser.convertDelimiter("0X010a"));
    assertEquals("é", DelimiterParser.convertDelimiter("\\xc3a9"));
    assertEquals("\\t", DelimiterParser.convertDelimiter("\\t"));
    assertEquals("\t", StarRocksDelimiterParser.parse("", "\t"));
    assertEquals("|", StarRocksDelimiterParser.parse("|", "\t"));
  }

  @ParameterizedTest
  @CsvSource({"\\x, Hex str is empty", "\\x1, Hex str length error", "\\xzz, Hex str format error"})
  void wrongDelimiters(String text, String reason) {
    String message =
        assertThrows(RuntimeException.class, () -> DelimiterParser.convertDelimiter(text))
            .getMessage();
    assertTrue(message.contains("'" + text + "'") && message.contains(reason), message);
  }

  @Test
  void formats() {
    assertArrayEquals(new byte[] {'['}, StreamLoadDataFormat.JSON.first());
    assertArrayEquals(new byte[] {'\n'}, StreamLoadDataFormat.CSV.delimiter());
    assertArrayEquals(new byte[] {1}, new StreamLoadDataFormat.CSVFormat("\\x01").delimiter());
  }

  @Test
  void versions() {
    StarRocksVersion version = StarRocksVersion.parse("3.1.2-4f3a");
    assertEquals("3.1.2", version.toString());
    assertEquals(3, version.getMajor());
    assertNull(StarRocksVersion.parse("main"));
  }

  @Test
  void columnTypes() {
    assertEquals(StarRocksDataType.BIGINT, StarRocksDataType.fromString("bigint"));
    assertEquals(StarRocksDataType.UNKNOWN, StarRocksDataType.fromString("bitmap"));
    assertEquals(StarRocksDataType.UNKNOWN, StarRocksDataType.fromString(null));
  }
}
