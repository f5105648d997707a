package io.starload.flink.writer;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

/** Takes a TableSchema, which is not serializable, apart. Stateless. */
public final class Schemas {
  private Schemas() {}

  @SuppressWarnings("deprecation")
  public static WriterSetup setup(
      StarRocksSinkOptions options, org.apache.flink.table.api.TableSchema schema) {
    List<LogicalType> types = new ArrayList<>();
    for (DataType type : schema.getFieldDataTypes()) {
      types.add(type.getLogicalType());
    }
    List<String> key =
        schema
            .getPrimaryKey()
            .map(org.apache.flink.table.api.constraints.UniqueConstraint::getColumns)
            .orElse(null);
    return new WriterSetup(options).schema(Arrays.asList(schema.getFieldNames()), types, key);
  }
}
