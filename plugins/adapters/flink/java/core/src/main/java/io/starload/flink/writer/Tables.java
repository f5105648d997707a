package io.starload.flink.writer;

import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import io.starload.flink.engine.ColumnType;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.engine.TableConfig;
import io.starload.flink.engine.TableInfo;
import io.starload.flink.rows.ObjectRowEncoder;
import io.starload.flink.rows.RowDataEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writer's tables: the one of the options, those with properties of their own, and those that
 * rows name, which are added when they are first seen. Owned by the writer; the task's thread.
 */
final class Tables {
  private final WriterSetup setup;
  private final NativeEngine engine;
  private final OpenBlocks blocks;
  private final Map<String, TableWriter> byKey = new HashMap<>();
  private final Map<String, Map<String, TableWriter>> byName = new HashMap<>();
  private TableWriter main;

  Tables(WriterSetup setup, NativeEngine engine, OpenBlocks blocks) {
    this.setup = setup;
    this.engine = engine;
    this.blocks = blocks;
  }

  /** Adds the tables that are known before the first row. */
  void addKnown(RowForm form) throws StarloadException, InterruptedException {
    if (form != RowForm.TEXT) {
      main = addTyped(form);
      return;
    }
    for (StreamLoadTableProperties named : setup.options().getTablePropertiesList()) {
      addNamed(named);
    }
    if (setup.hasTable()) {
      main = find(null, setup.database(), setup.table());
    }
  }

  /** The table of the options. */
  TableWriter main() throws StarloadException {
    if (main == null) {
      throw new StarloadException(
          StarloadException.Code.CONFIG,
          "A row names no table, and the options database-name and table-name are not set");
    }
    return main;
  }

  /** The table of a text record; each of the three may be null. */
  TableWriter find(String key, String database, String table)
      throws StarloadException, InterruptedException {
    if (key != null && !byKey.isEmpty()) {
      TableWriter named = byKey.get(key);
      if (named != null) {
        return named;
      }
    }
    String inDatabase = isMissing(database) ? setup.database() : database;
    String name = isMissing(table) ? setup.table() : table;
    Map<String, TableWriter> tables = byName.get(inDatabase);
    TableWriter writer = tables == null ? null : tables.get(name);
    return writer != null ? writer : addText(inDatabase, name);
  }

  private static boolean isMissing(String name) {
    return name == null || name.isEmpty();
  }

  private TableWriter addText(String database, String table)
      throws StarloadException, InterruptedException {
    if (database.isEmpty() || table.isEmpty()) {
      throw new StarloadException(
          StarloadException.Code.CONFIG,
          "A row names database '" + database + "' and table '" + table
              + "'; one of them is missing, and the options do not set it either");
    }
    return remember(database, table, textWriter(setup.table(null, database, table)));
  }

  private void addNamed(StreamLoadTableProperties named)
      throws StarloadException, InterruptedException {
    String key = named.getUniqueKey();
    String database = isMissing(named.getDatabase()) ? setup.database() : named.getDatabase();
    String table = isMissing(named.getTable()) ? setup.table() : named.getTable();
    Map<String, TableWriter> tables = byName.get(database);
    if (tables != null && tables.containsKey(table)) {
      throw new StarloadException(
          StarloadException.Code.CONFIG,
          "Table " + database + "." + table + " is given table properties twice, the second time"
              + " under the key '" + key + "'; keep one of them");
    }
    TableWriter writer =
        remember(database, table, textWriter(setup.table(key, database, table)));
    if (key != null) {
      byKey.put(key, writer);
    }
  }

  private TableWriter remember(String database, String table, TableWriter writer) {
    byName.computeIfAbsent(database, unused -> new HashMap<>()).put(table, writer);
    return writer;
  }

  private TableWriter textWriter(TableConfig config)
      throws StarloadException, InterruptedException {
    TableInfo info = engine.describeAndAdd(config);
    return new TableWriter(blocks, info, setup.ignoresUpdateBefore(), null, null);
  }

  private TableWriter addTyped(RowForm form) throws StarloadException, InterruptedException {
    if (!setup.hasTable()) {
      throw new StarloadException(
          StarloadException.Code.CONFIG,
          "The options database-name and table-name must be set for rows with a schema");
    }
    List<TableConfig.Column> columns = setup.columns(form);
    TableInfo info =
        engine.describeAndAdd(
            setup
                .table(null, setup.database(), setup.table())
                .columns(columns)
                .primaryKey(setup.primaryKey()));
    String name = setup.database() + "." + setup.table();
    List<String> names = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    for (TableConfig.Column column : columns) {
      names.add(column.name());
      types.add(column.type());
    }
    return form == RowForm.OBJECTS
        ? typedWriter(info, null, new ObjectRowEncoder(name, names, types, setup.timeZone()))
        : typedWriter(info, new RowDataEncoder(name, types), null);
  }

  private TableWriter typedWriter(
      TableInfo info, RowDataEncoder rows, ObjectRowEncoder objects) {
    return new TableWriter(blocks, info, setup.ignoresUpdateBefore(), rows, objects);
  }
}
