package com.starrocks.connector.flink.table.sink;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.factories.FactoryUtil;

/** A table as the planner hands it to factories: id (PRIMARY KEY), name, and a computed column. */
public final class TestTables {
  private static final ObjectIdentifier NAME =
      ObjectIdentifier.of("default_catalog", "default_database", "orders");

  private TestTables() {}

  public static DynamicTableSink sink(String... pairs) {
    return FactoryUtil.createTableSink(
        null, NAME, table(pairs), new Configuration(), TestTables.class.getClassLoader(), false);
  }

  public static DynamicTableSource source(String... pairs) {
    return FactoryUtil.createTableSource(
        null, NAME, table(pairs), new Configuration(), TestTables.class.getClassLoader(), false);
  }

  static ResolvedCatalogTable table(String... pairs) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("connector", "starrocks");
    options.putAll(TestOptions.required());
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] == null) {
        options.remove(pairs[i]);
      } else {
        options.put(pairs[i], pairs[i + 1]);
      }
    }
    CatalogTable table =
        CatalogTable.of(Schema.newBuilder().build(), null, Collections.emptyList(), options);
    return new ResolvedCatalogTable(table, schema());
  }

  static ResolvedSchema schema() {
    ResolvedExpression one = new ValueLiteralExpression(1);
    return new ResolvedSchema(
        Arrays.asList(
            Column.physical("id", DataTypes.BIGINT().notNull()),
            Column.computed("one", one),
            Column.physical("name", DataTypes.STRING())),
        Collections.emptyList(),
        UniqueConstraint.primaryKey("pk", Collections.singletonList("id")));
  }
}
