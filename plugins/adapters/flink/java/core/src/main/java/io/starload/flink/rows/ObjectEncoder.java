package io.starload.flink.rows;

import java.io.IOException;

/**
 * Writes a Java object, which is not null, into the slot of one column, member or element; one
 * encoder a column, chosen at open. Stateless; any thread.
 */
abstract class ObjectEncoder {
  /** The object's class or value does not fit the type. Carries no data. */
  static final class MisfitException extends Exception {
    private static final long serialVersionUID = 1L;

    MisfitException(String message) {
      super(message, null, false, false);
    }
  }

  abstract void put(Object value, RowOutput out, int slot)
      throws MisfitException, IOException, InterruptedException;

  /** Bytes of an element in an array. */
  int elementBytes() {
    return 8;
  }

  static MisfitException misfit(Object value) {
    return new MisfitException("a value of class " + value.getClass().getName());
  }

  static MisfitException misfit(Object value, String why) {
    return new MisfitException("a value of class " + value.getClass().getName() + " that " + why);
  }
}
