package io.starload.flink.engine;

import java.util.Collections;
import java.util.List;

/** What the server says about a table that was added. Immutable; any thread. */
public final class TableInfo {
  private final int index;
  private final boolean upsertDelete;
  private final List<String> columnNames;
  private final List<String> columnTypes;

  TableInfo(int index, byte[] encoded) {
    WireReader in = new WireReader(encoded);
    this.index = index;
    this.upsertDelete = in.getBoolean();
    this.columnNames = Collections.unmodifiableList(in.getStrings());
    this.columnTypes = Collections.unmodifiableList(in.getStrings());
  }

  /** What NativeEngine.addTable returned. */
  public int index() {
    return index;
  }

  /** A PRIMARY KEY table: rows carry whether they are put or deleted. */
  public boolean supportsUpsertDelete() {
    return upsertDelete;
  }

  /** All columns of the table, in the server's order. */
  public List<String> columnNames() {
    return columnNames;
  }

  /** StarRocks' type of each of columnNames in lower case: bigint, varchar, json. */
  public List<String> columnTypes() {
    return columnTypes;
  }
}
