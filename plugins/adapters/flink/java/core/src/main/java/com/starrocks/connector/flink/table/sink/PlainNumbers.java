package com.starrocks.connector.flink.table.sink;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.factories.DynamicTableFactory;

/**
 * A table's context whose times and sizes ('5 s', '90 mb') are plain numbers: Flink checks options
 * by their types, which are those of the official connector, and says less about a wrong value than
 * we do.
 */
final class PlainNumbers implements DynamicTableFactory.Context {
  private final DynamicTableFactory.Context context;

  PlainNumbers(DynamicTableFactory.Context context) {
    this.context = context;
  }

  @Override
  public ResolvedCatalogTable getCatalogTable() {
    ResolvedCatalogTable table = context.getCatalogTable();
    return table.copy(plain(table.getOptions()));
  }

  // Flink 1.15 and later: options of the session that go before those of a stored plan.
  @SuppressWarnings("unchecked")
  public Map<String, String> getEnrichmentOptions() {
    try {
      Object options =
          DynamicTableFactory.Context.class.getMethod("getEnrichmentOptions").invoke(context);
      return plain((Map<String, String>) options);
    } catch (NoSuchMethodException e) {
      return new LinkedHashMap<>();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read the table's options", e);
    }
  }

  private static Map<String, String> plain(Map<String, String> options) {
    Map<String, String> result = new LinkedHashMap<>(options);
    for (Map.Entry<String, String> entry : result.entrySet()) {
      SinkOption option = SinkOptionTable.find(entry.getKey());
      if (option != null && option.needsReading(entry.getValue())) {
        entry.setValue(option.read(entry.getValue()));
      }
    }
    return result;
  }

  @Override
  public ObjectIdentifier getObjectIdentifier() {
    return context.getObjectIdentifier();
  }

  @Override
  public ReadableConfig getConfiguration() {
    return context.getConfiguration();
  }

  @Override
  public ClassLoader getClassLoader() {
    return context.getClassLoader();
  }

  @Override
  public boolean isTemporary() {
    return context.isTemporary();
  }
}
