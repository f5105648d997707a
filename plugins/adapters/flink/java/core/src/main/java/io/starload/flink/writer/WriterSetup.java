package io.starload.flink.writer;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.StarRocksSinkSemantic;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.engine.TableConfig;
import io.starload.flink.rows.ColumnTypes;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * What a job says about its sink: the options, and the schema of its rows. Made while planning,
 * without any network; goes to the task managers with the job. Immutable after schema().
 */
public final class WriterSetup implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String TIME_ZONE = "sink.timezone";

  private final StarRocksSinkOptions options;
  private ArrayList<String> columnNames;
  private ArrayList<LogicalType> columnTypes;
  private ArrayList<String> primaryKey;

  public WriterSetup(StarRocksSinkOptions options) {
    this.options = options;
  }

  /** Rows are typed. key: null or empty when the schema declares no primary key. */
  public WriterSetup schema(
      List<String> names, List<? extends LogicalType> types, List<String> key) {
    columnNames = new ArrayList<>(names);
    columnTypes = new ArrayList<>(types);
    primaryKey = key == null || key.isEmpty() ? null : new ArrayList<>(key);
    return this;
  }

  public StarRocksSinkOptions options() {
    return options;
  }

  /** False: rows are text that is sent as it is. */
  public boolean isTyped() {
    return columnNames != null;
  }

  public boolean isExactlyOnce() {
    return options.getSemantic() == StarRocksSinkSemantic.EXACTLY_ONCE;
  }

  boolean ignoresUpdateBefore() {
    return options.getIgnoreUpdateBefore();
  }

  /** "" when the options name none. */
  String database() {
    return orEmpty(options.getDatabaseName());
  }

  /** "" when the options name none. */
  String table() {
    return orEmpty(options.getTableName());
  }

  boolean hasTable() {
    return !database().isEmpty() && !table().isEmpty();
  }

  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** A table with the options that are for it alone. uniqueKey may be null. */
  TableConfig table(String uniqueKey, String database, String table) {
    return new TableConfig(database, table)
        .properties(options.engineTableProperties(uniqueKey, database, table));
  }

  List<String> primaryKey() {
    return primaryKey;
  }

  /** The columns of typed rows; their types are checked here. */
  List<TableConfig.Column> columns(RowForm form) throws StarloadException {
    List<TableConfig.Column> columns = new ArrayList<>();
    for (int i = 0; i < columnNames.size(); i++) {
      String name = columnNames.get(i);
      LogicalType type = columnTypes.get(i);
      columns.add(
          new TableConfig.Column(
              name,
              form == RowForm.OBJECTS
                  ? ColumnTypes.withFullFraction(name, type)
                  : ColumnTypes.of(name, type)));
    }
    return columns;
  }

  Map<String, String> engineProperties() {
    return options.engineProperties();
  }

  /** The zone that instants are shown in. */
  ZoneId timeZone() throws StarloadException {
    String name = engineProperties().getOrDefault(TIME_ZONE, "UTC");
    try {
      return ZoneId.of(name.trim());
    } catch (DateTimeException e) {
      throw new StarloadException(
          StarloadException.Code.CONFIG,
          "Option " + TIME_ZONE + ": '" + name + "' is no time zone; examples: UTC, +08:00,"
              + " Europe/Berlin",
          e);
    }
  }
}
