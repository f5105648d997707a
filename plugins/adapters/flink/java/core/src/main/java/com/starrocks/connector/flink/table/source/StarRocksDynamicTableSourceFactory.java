package com.starrocks.connector.flink.table.source;

import com.starrocks.connector.flink.table.sink.StarRocksDynamicTableSinkFactory;
import java.util.Collections;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;

/**
 * Answers a SELECT from a table of this connector: it writes only. Options are not looked at, so
 * that scan-url and the like do not hide the answer. Stateless.
 */
public final class StarRocksDynamicTableSourceFactory implements DynamicTableSourceFactory {
  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    return createDynamicTableSource(context, true);
  }

  public DynamicTableSource createDynamicTableSource(Context context, boolean needValidate) {
    throw new ValidationException(
        String.format(
            "Table %s cannot be read: this connector ('connector' = '%s') writes only. To read it,"
                + " use Flink's JDBC connector with the table's MySQL address, or the official"
                + " StarRocks connector in another job.",
            context.getObjectIdentifier().asSummaryString(),
            StarRocksDynamicTableSinkFactory.IDENTIFIER));
  }

  @Override
  public String factoryIdentifier() {
    return StarRocksDynamicTableSinkFactory.IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Collections.emptySet();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return SourceOptions.ALL;
  }
}
