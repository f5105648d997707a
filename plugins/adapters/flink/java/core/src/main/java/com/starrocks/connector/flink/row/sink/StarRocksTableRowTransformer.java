package com.starrocks.connector.flink.row.sink;

import com.starrocks.connector.flink.table.StarRocksDataType;
import com.starrocks.connector.flink.tools.JsonWrapper;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * The values of Flink's own rows. Sinks recognize this class and hand such rows to the engine as
 * they are; transform() is for those who call it. The task's thread.
 */
public class StarRocksTableRowTransformer implements StarRocksIRowTransformer<RowData> {
  private static final long serialVersionUID = 1L;

  private final TypeInformation<RowData> rowDataTypeInfo;
  private LogicalType[] fieldTypes;
  private transient RowDataValues values;

  /** rowDataTypeInfo: of the rows; may be null. */
  public StarRocksTableRowTransformer(TypeInformation<RowData> rowDataTypeInfo) {
    this.rowDataTypeInfo = rowDataTypeInfo;
  }

  public TypeInformation<RowData> getRowDataTypeInfo() {
    return rowDataTypeInfo;
  }

  @Override
  public void setStarRocksColumns(Map<String, StarRocksDataType> columns) {}

  @Override
  public void setTableSchema(TableSchema tableSchema) {
    DataType[] types = tableSchema.getFieldDataTypes();
    fieldTypes = new LogicalType[types.length];
    for (int i = 0; i < types.length; i++) {
      fieldTypes[i] = types[i].getLogicalType();
    }
    values = null;
  }

  @Override
  public void setRuntimeContext(RuntimeContext runtimeCtx) {}

  @Override
  public void setFastJsonWrapper(JsonWrapper jsonWrapper) {}

  @Override
  public Object[] transform(RowData record, boolean supportUpsertDelete) {
    Object[] row = values().of(record, supportUpsertDelete ? 1 : 0);
    if (supportUpsertDelete) {
      row[row.length - 1] = StarRocksSinkOP.parse(record.getRowKind()).ordinal();
    }
    return row;
  }

  private RowDataValues values() {
    if (fieldTypes == null) {
      throw new IllegalStateException("setTableSchema() has to be called before transform()");
    }
    if (values == null) {
      values = new RowDataValues(fieldTypes);
    }
    return values;
  }
}
