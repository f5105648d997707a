package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittable;
import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittableSerializer;
import com.starrocks.connector.flink.table.sink.v2.StarRocksSink;
import java.util.Queue;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.runtime.operators.sink.CommitterOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * One subtask of a Sink V2: Flink's own writer and committer operators, each in a harness, with
 * what goes from one to the other. One thread.
 */
final class SinkHarness<T> implements AutoCloseable {
  static final int MAX_PARALLELISM = 128;

  /** A subtask's part of a checkpoint. */
  static final class Checkpoint {
    final long id;
    final OperatorSubtaskState writer;
    final OperatorSubtaskState committer;

    Checkpoint(long id, OperatorSubtaskState writer, OperatorSubtaskState committer) {
      this.id = id;
      this.writer = writer;
      this.committer = committer;
    }
  }

  private final OperatorHarness<T, CommittableMessage<StarRocksCommittable>> writer;
  private final OperatorHarness<
          CommittableMessage<StarRocksCommittable>, CommittableMessage<StarRocksCommittable>>
      committer;
  private int committables;
  private boolean closed;

  SinkHarness(StarRocksSink<T> sink) throws Exception {
    this(sink, 1, 0);
  }

  SinkHarness(StarRocksSink<T> sink, int parallelism, int subtask) throws Exception {
    this(sink, parallelism, subtask, true);
  }

  SinkHarness(StarRocksSink<T> sink, int parallelism, int subtask, boolean takesCheckpoints)
      throws Exception {
    TypeSerializer<CommittableMessage<StarRocksCommittable>> serializer =
        CommittableMessageTypeInfo.of(StarRocksCommittableSerializer::new)
            .createSerializer(new ExecutionConfig());
    writer =
        new OperatorHarness<>(
            new SinkWriterOperatorFactory<T, StarRocksCommittable>(sink), parallelism, subtask);
    writer.setup(serializer);
    committer =
        new OperatorHarness<>(
            new CommitterOperatorFactory<>(sink, false, takesCheckpoints), parallelism, subtask);
    committer.setup(serializer);
  }

  SinkHarness<T> open() throws Exception {
    writer.open();
    committer.open();
    return this;
  }

  SinkHarness<T> restore(Checkpoint checkpoint) throws Exception {
    restoreWriter(checkpoint);
    restoreCommitter(checkpoint);
    return this;
  }

  void restoreWriter(Checkpoint checkpoint) throws Exception {
    writer.restore(checkpoint.id, checkpoint.writer);
  }

  void restoreCommitter(Checkpoint checkpoint) throws Exception {
    committer.restore(checkpoint.id, checkpoint.committer);
  }

  void write(T element) throws Exception {
    writer.processElement(new StreamRecord<>(element));
  }

  Checkpoint snapshot(long checkpoint) throws Exception {
    writer.prepareSnapshotPreBarrier(checkpoint);
    OperatorSubtaskState ofWriter = writer.snapshot(checkpoint, checkpoint);
    pass();
    return new Checkpoint(checkpoint, ofWriter, committer.snapshot(checkpoint, checkpoint));
  }

  /** Hands the committer what the writer sent it. */
  @SuppressWarnings("unchecked")
  private void pass() throws Exception {
    Queue<Object> sent = writer.getOutput();
    for (Object element = sent.poll(); element != null; element = sent.poll()) {
      StreamRecord<CommittableMessage<StarRocksCommittable>> message =
          (StreamRecord<CommittableMessage<StarRocksCommittable>>) element;
      if (message.getValue() instanceof CommittableWithLineage) {
        committables++;
      }
      committer.processElement(message);
    }
  }

  void complete(long checkpoint) throws Exception {
    committer.notifyOfCompletedCheckpoint(checkpoint);
  }

  void endInput() throws Exception {
    writer.endInput();
    pass();
    committer.endInput();
  }

  /** Lets time pass, until timers of the writer are due. */
  void passWriterTime(long toMs) throws Exception {
    writer.setProcessingTime(toMs);
  }

  /** Lets time pass, until the committer's retry is due. */
  void passCommitterTime(long toMs) throws Exception {
    committer.setProcessingTime(toMs);
  }

  /** How many committables the writer sent. */
  int committables() {
    return committables;
  }

  /** Ends as a task does that failed or was cancelled. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
      committer.close();
    } catch (Exception e) {
      throw new IllegalStateException("the sink cannot be closed", e);
    }
  }
}
