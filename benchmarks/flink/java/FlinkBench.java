package starload.bench;

import com.starrocks.connector.flink.StarRocksSink;
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.DiscardingSink;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Runs jobs with parallelism 1, one after the other, from memory into a sink. Each argument is a
 * properties file that describes a job:
 *
 * <pre>
 *   name          printed with each result
 *   rows          binary, generic (SQL rows of these classes) or lines (a DataStream of CSV lines)
 *   phases        so many rows each; the first is the warm-up, of each later one a line is printed
 *   checkpoints   in each phase, at equal distances; the last one ends it
 *   reuse         true: object reuse
 *   with.KEY      an option of the sink's table, its connector among them
 * </pre>
 */
public final class FlinkBench {
  private static final String COLUMNS =
      "(c_bigint BIGINT, c_text16 STRING, c_int INT, c_decimal DECIMAL(10, 2), c_double DOUBLE,"
          + " c_timestamp TIMESTAMP(3), c_boolean BOOLEAN, c_text32 STRING)";
  private static final long NEVER_MS = 3_600_000;

  private FlinkBench() {}

  public static void main(String[] files) throws Exception {
    for (int i = 0; i < files.length; i++) {
      Properties job = new Properties();
      try (Reader reader = Files.newBufferedReader(Paths.get(files[i]), StandardCharsets.UTF_8)) {
        job.load(reader);
      }
      Pace.begin(job.getProperty("phases"), Integer.parseInt(job.getProperty("checkpoints")));
      JobClient client = start(job);
      new Phases(job.getProperty("name"), client).run();
      if (i + 1 < files.length) {
        client.cancel().get();
      }
    }
    System.out.flush();
    // Everything is measured; how long a job takes to end is not asked.
    Runtime.getRuntime().halt(0);
  }

  private static JobClient start(Properties job) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
    env.setParallelism(1);
    // Checkpoints come when Phases says so, at the same rows for every sink.
    env.enableCheckpointing(NEVER_MS);
    if (Boolean.parseBoolean(job.getProperty("reuse"))) {
      env.getConfig().enableObjectReuse();
    }
    if (job.getProperty("rows").equals("lines")) {
      return startLines(env, job);
    }
    StreamTableEnvironment sql = StreamTableEnvironment.create(env);
    boolean binary = job.getProperty("rows").equals("binary");
    sql.executeSql(
        "CREATE TABLE source " + COLUMNS
            + " WITH ('connector' = 'memory-rows', 'binary' = '" + binary + "')");
    String with =
        options(job).entrySet().stream()
            .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
            .collect(Collectors.joining(", "));
    sql.executeSql("CREATE TABLE sink " + COLUMNS + " WITH (" + with + ")");
    return sql.executeSql("INSERT INTO sink SELECT * FROM source")
        .getJobClient()
        .orElseThrow(() -> new IllegalStateException("the job was not started"));
  }

  private static JobClient startLines(StreamExecutionEnvironment env, Properties job)
      throws Exception {
    DataStream<String> lines = env.addSource(new MemoryLines()).returns(String.class);
    Map<String, String> options = options(job);
    if ("blackhole".equals(options.remove("connector"))) {
      lines.addSink(new DiscardingSink<>());
    } else {
      StarRocksSinkOptions.Builder builder = StarRocksSinkOptions.builder();
      options.forEach(builder::withProperty);
      lines.addSink(StarRocksSink.sink(builder.build()));
    }
    return env.executeAsync("lines");
  }

  private static Map<String, String> options(Properties job) {
    String prefix = "with.";
    Map<String, String> options = new TreeMap<>();
    for (String key : job.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        options.put(key.substring(prefix.length()), job.getProperty(key));
      }
    }
    return options;
  }
}
