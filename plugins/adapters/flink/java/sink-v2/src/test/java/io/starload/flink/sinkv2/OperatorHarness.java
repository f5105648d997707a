package io.starload.flink.sinkv2;

import java.util.Collections;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** Flink's harness; in that a restored checkpoint always has the id 0, in this the right one. */
@SuppressWarnings("try")
final class OperatorHarness<InT, OutT> extends OneInputStreamOperatorTestHarness<InT, OutT> {
  OperatorHarness(OneInputStreamOperatorFactory<InT, OutT> factory, int parallelism, int subtask)
      throws Exception {
    super(factory, SinkHarness.MAX_PARALLELISM, parallelism, subtask);
  }

  /** REQUIRES: setup() before. */
  void restore(long checkpoint, OperatorSubtaskState state) throws Exception {
    TaskStateSnapshot snapshot = new TaskStateSnapshot();
    snapshot.putSubtaskStateByOperatorID(getOperator().getOperatorID(), state);
    taskStateManager.setReportedCheckpointId(checkpoint);
    taskStateManager.setJobManagerTaskStateSnapshotsByCheckpointId(
        Collections.singletonMap(checkpoint, snapshot));
    getOperator().initializeState(streamTaskStateInitializer);
    getOperator().open();
  }
}
