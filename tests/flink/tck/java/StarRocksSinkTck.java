import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SinkTestSuiteBase;
import org.apache.flink.streaming.api.CheckpointingMode;

/** Flink's own test suite for sinks, against the development server: one for each interface of StarRocks. */
class StarRocksSinkTck {
  private StarRocksSinkTck() {}

  static class Transactions extends Suite {
    @TestContext TckContext.Factory context = new TckContext.Factory("V2");
  }

  static class StreamLoad extends Suite {
    @TestContext TckContext.Factory context = new TckContext.Factory("V1");
  }

  abstract static class Suite extends SinkTestSuiteBase<String> {
    @TestEnv MiniClusterTestEnvironment environment = new MiniClusterTestEnvironment();

    @TestSemantics
    CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE, CheckpointingMode.AT_LEAST_ONCE};
  }
}
