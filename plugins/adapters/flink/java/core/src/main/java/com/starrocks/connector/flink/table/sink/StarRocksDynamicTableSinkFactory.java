package com.starrocks.connector.flink.table.sink;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Makes sinks of {@code CREATE TABLE ... WITH ('connector' = 'starrocks')}. Stateless. */
public class StarRocksDynamicTableSinkFactory implements DynamicTableSinkFactory {
  public static final String IDENTIFIER = "starrocks";

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    return createDynamicTableSink(context, true);
  }

  /** needValidate: keys that nobody knows are an error. Catalogs that checked them say false. */
  public DynamicTableSink createDynamicTableSink(Context context, boolean needValidate) {
    Map<String, String> texts = context.getCatalogTable().getOptions();
    FactoryUtil.TableFactoryHelper helper =
        FactoryUtil.createTableFactoryHelper(this, new PlainNumbers(context));
    if (needValidate) {
      helper.validateExcept(SinkOptionChecks.exceptions(texts));
    }
    StarRocksSinkOptions options = new StarRocksSinkOptions(helper.getOptions(), texts);
    TableSchema schema = physicalSchema(context.getCatalogTable().getResolvedSchema());
    options.setTableSchemaFieldNames(schema.getFieldNames());
    return new StarRocksDynamicTableSink(options, schema);
  }

  private static TableSchema physicalSchema(ResolvedSchema resolved) {
    TableSchema.Builder builder = TableSchema.builder();
    for (Column column : resolved.getColumns()) {
      if (column.isPhysical()) {
        builder.field(column.getName(), column.getDataType());
      }
    }
    resolved
        .getPrimaryKey()
        .ifPresent(
            key -> builder.primaryKey(key.getName(), key.getColumns().toArray(new String[0])));
    return builder.build();
  }

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return new LinkedHashSet<>(SinkOptionChecks.REQUIRED);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    Set<ConfigOption<?>> options = SinkOptionTable.configOptions();
    options.removeAll(requiredOptions());
    return options;
  }
}
