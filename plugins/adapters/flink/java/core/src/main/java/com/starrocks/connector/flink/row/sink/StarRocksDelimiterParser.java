package com.starrocks.connector.flink.row.sink;

import com.starrocks.data.load.stream.DelimiterParser;

/** Reads the delimiters of sink.properties. Stateless; any thread. */
public class StarRocksDelimiterParser {
  /** The delimiter's text; defaultDelimiter where none was given. */
  public static String parse(String delimiter, String defaultDelimiter) throws RuntimeException {
    return delimiter == null || delimiter.isEmpty()
        ? defaultDelimiter
        : DelimiterParser.convertDelimiter(delimiter);
  }
}
