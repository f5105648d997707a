package com.starrocks.connector.flink.table.sink;

/** What holds when something fails. */
public enum StarRocksSinkSemantic {
  EXACTLY_ONCE("exactly-once"),
  AT_LEAST_ONCE("at-least-once");

  private final String name;

  StarRocksSinkSemantic(String name) {
    this.name = name;
  }

  public String getName() {
    return name;
  }

  /** null: there is none of this name. */
  public static StarRocksSinkSemantic fromName(String name) {
    for (StarRocksSinkSemantic semantic : values()) {
      if (semantic.name.equals(name)) {
        return semantic;
      }
    }
    return null;
  }
}
