package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.tools.JsonWrapper;
import java.io.Serializable;

/** Makes one record's text (a CSV line, a JSON object) of a row's values. The task's thread. */
public interface StarRocksISerializer extends Serializable {
  /** Called once before the first row. */
  default void open(SerializerContext context) {}

  String serialize(Object[] values);

  /** What a serializer is opened with. */
  class SerializerContext {
    private final JsonWrapper jsonWrapper;

    public SerializerContext(JsonWrapper jsonWrapper) {
      this.jsonWrapper = jsonWrapper;
    }

    public JsonWrapper getFastJsonWrapper() {
      return jsonWrapper;
    }
  }
}
