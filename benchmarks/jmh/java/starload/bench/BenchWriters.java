package starload.bench;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import io.starload.flink.engine.EngineConfig;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.engine.TableConfig;
import io.starload.flink.metrics.MetricTarget;
import io.starload.flink.writer.RowForm;
import io.starload.flink.writer.SinkWriterCore;
import io.starload.flink.writer.WriterContext;
import io.starload.flink.writer.WriterSetup;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * The connector's own writers for the sample rows, as its sinks open them. Servers: the system
 * properties mysql.port (the development server, which has the table bench.t_) and load.port.
 */
final class BenchWriters {
  private static final List<LogicalType> TYPES =
      Arrays.asList(
          new BigIntType(),
          new VarCharType(VarCharType.MAX_LENGTH),
          new IntType(),
          new DecimalType(10, 2),
          new DoubleType(),
          new TimestampType(3),
          new BooleanType(),
          new VarCharType(VarCharType.MAX_LENGTH));
  private static final List<String> NAMES =
      Arrays.asList(
          "c_bigint",
          "c_text16",
          "c_int",
          "c_decimal",
          "c_double",
          "c_timestamp",
          "c_boolean",
          "c_text32");

  private static final String DATABASE = "bench";
  private static final String TABLE = "t_";

  private BenchWriters() {}

  static RowType rowType() {
    return RowType.of(TYPES.toArray(new LogicalType[0]), NAMES.toArray(new String[0]));
  }

  static SinkWriterCore open(RowForm form) throws Exception {
    StarRocksSinkOptions.Builder options = StarRocksSinkOptions.builder();
    properties().forEach(options::withProperty);
    options.withProperty("database-name", DATABASE).withProperty("table-name", TABLE);
    WriterSetup setup = new WriterSetup(options.build());
    if (form != RowForm.TEXT) {
      setup.schema(NAMES, TYPES, Collections.<String>emptyList());
    }
    return SinkWriterCore.open(
        setup, form, new WriterContext(MetricTarget.of(new UnregisteredMetricsGroup())));
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("jdbc-url", "jdbc:mysql://127.0.0.1:" + Integer.getInteger("mysql.port"));
    properties.put("load-url", "127.0.0.1:" + Integer.getInteger("load.port"));
    properties.put("username", "root");
    properties.put("password", "");
    properties.put("sink.version", "V2");
    return properties;
  }

  /** An engine without a writer around it. */
  static NativeEngine openEngine() throws Exception {
    return NativeEngine.open(new EngineConfig().properties(properties()));
  }

  /** The table as raw records go into it; the engine is ready for rows then. Returns its number. */
  static int addTable(NativeEngine engine) throws Exception {
    int table = engine.addTable(new TableConfig(DATABASE, TABLE));
    engine.restore(
        Collections.<byte[]>emptyList(), Collections.<PreparedTransaction>emptyList());
    return table;
  }
}
