package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.tools.JsonWrapper;
import com.starrocks.connector.flink.tools.ValueText;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values as a JSON object. NULLs are left out, but for the first field of a row of NULLs. One
 * thread after open().
 */
public class StarRocksJsonSerializer implements StarRocksISerializer {
  private static final long serialVersionUID = 1L;

  private final String[] fieldNames;
  private transient JsonWrapper json;

  public StarRocksJsonSerializer(String[] fieldNames) {
    this.fieldNames = fieldNames.clone();
  }

  @Override
  public void open(SerializerContext context) {
    json = context.getFastJsonWrapper();
  }

  /** A value behind those of the fields is the operation. */
  @Override
  public String serialize(Object[] values) {
    if (values.length != fieldNames.length && values.length != fieldNames.length + 1) {
      throw new IllegalArgumentException(
          "a row has " + values.length + " values for " + fieldNames.length + " fields");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        members.put(name(i), member(values[i]));
      }
    }
    if (members.isEmpty() && values.length > 0) {
      members.put(name(0), null);
    }
    return json().toJSONString(members);
  }

  private String name(int index) {
    return index < fieldNames.length ? fieldNames[index] : StarRocksSinkOP.COLUMN_KEY;
  }

  private JsonWrapper json() {
    if (json == null) {
      json = new JsonWrapper();
    }
    return json;
  }

  // The server takes 1 and 0 for BOOLEAN and for TINYINT columns.
  private static Object member(Object value) {
    if (value instanceof Boolean) {
      return (Boolean) value ? 1 : 0;
    }
    boolean asItIs =
        value instanceof Number
            || value instanceof Map
            || value instanceof Collection
            || value.getClass().isArray();
    return asItIs ? value : ValueText.of(value);
  }
}
