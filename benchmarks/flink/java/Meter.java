import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/**
 * Counts rows, time and CPU time from the end of the warm-up to the end of the job. The job runs in
 * this process; the servers do not. Written by the source's thread, read when the job has ended.
 */
final class Meter {
  static final long WARM_UP_ROWS = Long.getLong("warm.up.rows", 5_000_000);
  static final long ROWS = Long.getLong("rows", 10_000_000);
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static volatile long startedNanos;
  private static volatile long startedCpuNanos;

  private Meter() {}

  static <T> void emit(
      SourceFunction.SourceContext<T> context, T[] values, BooleanSupplier cancelled) {
    emit(context, values, WARM_UP_ROWS, cancelled);
    startedCpuNanos = SYSTEM.getProcessCpuTime();
    startedNanos = System.nanoTime();
    emit(context, values, ROWS, cancelled);
  }

  private static <T> void emit(
      SourceFunction.SourceContext<T> context, T[] values, long rows, BooleanSupplier cancelled) {
    Object lock = context.getCheckpointLock();
    for (long row = 0; row < rows && !cancelled.getAsBoolean(); ) {
      // A few rows under one lock: what is measured is the sink.
      long end = Math.min(rows, row + 64);
      synchronized (lock) {
        for (; row < end; row++) {
          context.collect(values[(int) (row % values.length)]);
        }
      }
    }
  }

  /** One line: rows a second, CPU seconds a million rows, peak resident memory in MiB. */
  static String result() throws IOException {
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - startedCpuNanos) / 1e9;
    long peakKib =
        Files.lines(Paths.get("/proc/self/status"))
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0);
    return String.format(
        "RESULT %.0f %.4f %d", ROWS / seconds, cpuSeconds / ROWS * 1e6, peakKib >> 10);
  }
}
