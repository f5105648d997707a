package com.starrocks.data.load.stream;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** How the records of a load are joined. Immutable. */
public interface StreamLoadDataFormat {
  StreamLoadDataFormat JSON = new JSONFormat();
  StreamLoadDataFormat CSV = new CSVFormat();

  /** Before the first record. */
  byte[] first();

  /** Between two records. */
  byte[] delimiter();

  /** Behind the last record. */
  byte[] end();

  /** Lines of fields. */
  class CSVFormat implements StreamLoadDataFormat, Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_DELIMITER = "\n";

    private final String rowDelimiter;

    public CSVFormat() {
      this(DEFAULT_DELIMITER);
    }

    /** A delimiter in hex begins with \x: \x0a. */
    public CSVFormat(String rowDelimiter) {
      if (rowDelimiter == null) {
        throw new IllegalArgumentException("the row delimiter of a CSV format must not be null");
      }
      this.rowDelimiter = rowDelimiter;
    }

    /** As it was given. */
    public String rowDelimiter() {
      return rowDelimiter;
    }

    @Override
    public byte[] first() {
      return new byte[0];
    }

    @Override
    public byte[] delimiter() {
      return DelimiterParser.convertDelimiter(rowDelimiter).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] end() {
      return new byte[0];
    }

    @Override
    public String toString() {
      return "csv";
    }
  }

  /** One array of objects. */
  class JSONFormat implements StreamLoadDataFormat, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] first() {
      return new byte[] {'['};
    }

    @Override
    public byte[] delimiter() {
      return new byte[] {','};
    }

    @Override
    public byte[] end() {
      return new byte[] {']'};
    }

    @Override
    public String toString() {
      return "json";
    }
  }
}
