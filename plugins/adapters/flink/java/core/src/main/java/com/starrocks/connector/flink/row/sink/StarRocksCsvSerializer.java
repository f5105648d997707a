package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.tools.ValueText;

/** Values as a CSV line without its row delimiter. Immutable; any thread. */
public class StarRocksCsvSerializer implements StarRocksISerializer {
  private static final long serialVersionUID = 1L;
  private static final String NULL = "\\N";

  private final String columnSeparator;

  /** As in sink.properties.column_separator; null: a tab. */
  public StarRocksCsvSerializer(String columnSeparator) {
    this.columnSeparator = StarRocksDelimiterParser.parse(columnSeparator, "\t");
  }

  @Override
  public void open(SerializerContext context) {}

  @Override
  public String serialize(Object[] values) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        line.append(columnSeparator);
      }
      line.append(values[i] == null ? NULL : text(values[i], i));
    }
    return line.toString();
  }

  private String text(Object value, int index) {
    String text = ValueText.of(value);
    if (text.contains(columnSeparator)) {
      throw unfit(index, "holds the column separator: choose another one, or JSON");
    } else if (text.equals(NULL)) {
      throw unfit(index, "is the text \\N, which CSV cannot tell from NULL: choose JSON");
    }
    return text;
  }

  // Without the value: messages end up in logs.
  private static IllegalArgumentException unfit(int index, String reason) {
    return new IllegalArgumentException("the value of field " + (index + 1) + " " + reason);
  }
}
