import com.starrocks.connector.flink.table.data.DefaultStarRocksRowData;
import com.starrocks.connector.flink.table.data.StarRocksRowData;
import com.starrocks.connector.flink.table.sink.SinkFunctionFactory;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.RecordSerializationSchema;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSinkContext;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;
import org.apache.flink.connector.testframe.external.sink.DataStreamSinkV2ExternalContext;
import org.apache.flink.connector.testframe.external.sink.TestingSinkSettings;
import org.apache.flink.streaming.api.CheckpointingMode;

/** One test's table on the development server, and the sink that writes into it. The test's thread. */
final class TckContext implements DataStreamSinkV2ExternalContext<String> {
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final int FEWEST_ROWS = 100;
  private static final int MORE_ROWS = 150;

  private final String version;
  private final String table = "t" + TABLES.incrementAndGet();

  private TckContext(String version) {
    this.version = version;
    Server.execute(
        "CREATE DATABASE IF NOT EXISTS tck",
        "CREATE TABLE tck." + table + " (seq INT NOT NULL, payload STRING NOT NULL) DUPLICATE KEY (seq)"
            + " DISTRIBUTED BY HASH (seq) BUCKETS 1");
  }

  /** Made for each test, by the interface of StarRocks that its sink uses. */
  static final class Factory implements ExternalContextFactory<TckContext> {
    private final String version;

    Factory(String version) {
      this.version = version;
    }

    @Override
    public TckContext createExternalContext(String testName) {
      return new TckContext(version);
    }
  }

  @Override
  public Sink<String> createSink(TestingSinkSettings settings) {
    boolean exactlyOnce = settings.getCheckpointingMode() == CheckpointingMode.EXACTLY_ONCE;
    StarRocksSinkOptions options =
        StarRocksSinkOptions.builder()
            .withProperty("jdbc-url", "jdbc:mysql://" + Server.MYSQL)
            .withProperty("load-url", Server.HTTP)
            .withProperty("username", "root")
            .withProperty("password", "")
            .withProperty("database-name", "tck")
            .withProperty("table-name", table)
            .withProperty("sink.version", version)
            .withProperty("sink.semantic", exactlyOnce ? "exactly-once" : "at-least-once")
            .withProperty("sink.label-prefix", "tck")
            .withProperty("sink.buffer-flush.interval-ms", "1000")
            .withProperty("sink.properties.format", "csv")
            .withProperty("sink.properties.column_separator", ",")
            .build();
    return SinkFunctionFactory.createSink(options, new AsCsv(table));
  }

  @Override
  public ExternalSystemDataReader<String> createSinkDataReader(TestingSinkSettings settings) {
    return new TckReader("tck." + table);
  }

  /** Every row is another one. */
  @Override
  public List<String> generateTestData(TestingSinkSettings settings, long seed) {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    int count = FEWEST_ROWS + random.nextInt(MORE_ROWS);
    for (int seq = 0; seq < count; seq++) {
      rows.add(seq + "," + Long.toHexString(random.nextLong()));
    }
    return rows;
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }

  @Override
  public List<URL> getConnectorJarPaths() {
    return Collections.emptyList();
  }

  /** Nothing may be left open: what a test's jobs prepared is committed or rolled back. */
  @Override
  public void close() {
    Server.execute("DROP TABLE tck." + table + " FORCE");
  }

  @Override
  public String toString() {
    return version.equals("V1") ? "stream load" : "transactions";
  }

  private static final class AsCsv implements RecordSerializationSchema<String> {
    private static final long serialVersionUID = 1L;
    private final String table;

    AsCsv(String table) {
      this.table = table;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, StarRocksSinkContext sink) {}

    @Override
    public StarRocksRowData serialize(String row) {
      return new DefaultStarRocksRowData(null, "tck", table, row);
    }

    @Override
    public void close() {}
  }
}
