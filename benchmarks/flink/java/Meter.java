package starload.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;

/**
 * Time, CPU time and peak memory of this process, from its construction on. The job runs in this
 * process; the servers do not.
 */
final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long startNanos;
  private final long startCpuNanos;

  Meter() throws IOException {
    forgetPeak();
    startCpuNanos = SYSTEM.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  /** One line of JSON. */
  String result(String name, long rows, double checkpointSeconds) throws IOException {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - startCpuNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"rows\": %d, \"seconds\": %.6f, \"cpu_seconds\": %.6f,"
            + " \"peak_bytes\": %d, \"checkpoint_seconds\": %.6f}",
        name,
        rows,
        seconds,
        cpuSeconds,
        peakBytes(),
        checkpointSeconds);
  }

  /** Linux counts the peak of resident memory anew from here on. */
  private static void forgetPeak() throws IOException {
    Path switchFile = Paths.get("/proc/self/clear_refs");
    Files.write(switchFile, "5".getBytes(StandardCharsets.US_ASCII));
  }

  private static long peakBytes() throws IOException {
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }
}
