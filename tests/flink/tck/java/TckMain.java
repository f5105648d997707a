import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the suites that the arguments name (Transactions, StreamLoad), and says how each test ended. Last line: "N passed,
 * M failed". A test that was skipped has failed, and so has a run without tests.
 */
final class TckMain implements TestExecutionListener {
  private static final PrintStream OUT = System.out;
  private int passed;
  private int failed;
  private long startedMs;

  private TckMain() {}

  public static void main(String[] suites) {
    List<DiscoverySelector> selectors =
        Arrays.stream(suites)
            .map(suite -> DiscoverySelectors.selectClass("StarRocksSinkTck$" + suite))
            .collect(Collectors.toList());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectors)
            .configurationParameter("junit.jupiter.execution.timeout.testtemplate.method.default", "60 s")
            .build();
    TckMain listener = new TckMain();
    LauncherFactory.create().execute(request, listener);
    OUT.println(listener.passed + " passed, " + listener.failed + " failed");
    // Threads that a Flink of the test left do not keep the process.
    System.exit(listener.failed == 0 && listener.passed > 0 ? 0 : 1);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    startedMs = System.currentTimeMillis();
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    fail(test, "skipped: " + reason, null);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      fail(test, "", result.getThrowable().orElse(null));
    } else if (test.isTest()) {
      passed++;
      OUT.println("ok      " + describe(test) + took());
    }
  }

  private void fail(TestIdentifier test, String why, Throwable cause) {
    failed++;
    OUT.println("FAILED  " + describe(test) + took() + " " + why);
    if (cause != null) {
      cause.printStackTrace(OUT);
    }
  }

  private String took() {
    return ", " + (System.currentTimeMillis() - startedMs) + " ms";
  }

  private static String describe(TestIdentifier test) {
    String name = test.getUniqueId();
    int method = name.lastIndexOf("[test-template:");
    String of = method < 0 ? name : name.substring(method + 15, name.indexOf('(', method));
    return of + ": " + test.getDisplayName();
  }
}
