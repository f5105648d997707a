package io.starload.flink.engine;

/**
 * A transaction that the checkpoint of another connector holds as prepared: restore commits it, as
 * if a state had it. Immutable; any thread.
 */
public final class PreparedTransaction {
  private final String database;
  private final String table;
  private final String label;

  public PreparedTransaction(String database, String table, String label) {
    this.database = database;
    this.table = table;
    this.label = label;
  }

  public String database() {
    return database;
  }

  public String table() {
    return table;
  }

  public String label() {
    return label;
  }

  void write(Wire out) {
    out.putString(database).putString(table).putString(label);
  }
}
