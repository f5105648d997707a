package com.starrocks.connector.flink.table.sink.v2;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.sinkv2.SinkPlan;
import io.starload.flink.sinkv2.StateBytes;
import io.starload.flink.sinkv2.WriterSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSink;
import org.apache.flink.api.connector.sink2.TwoPhaseCommittingSink;

/**
 * Writes one subtask's elements. At-least-once: everything is in the table when a checkpoint is
 * taken. Exactly-once: it is prepared then, and goes to the committer. The task's thread.
 */
public class StarRocksWriter<InputT>
    implements StatefulSink.StatefulSinkWriter<InputT, StarRocksWriterState>,
        TwoPhaseCommittingSink.PrecommittingSinkWriter<InputT, StarRocksCommittable> {
  private final WriterSession<InputT> session;

  /** recovered: null on a fresh start. Connects, and settles what earlier attempts left. */
  StarRocksWriter(
      SinkPlan<InputT> plan,
      Sink.InitContext context,
      @Nullable Collection<StarRocksWriterState> recovered)
      throws IOException {
    this.session = WriterSession.open(plan, context, recovered == null ? null : join(recovered));
  }

  private static StateBytes join(Collection<StarRocksWriterState> recovered) {
    List<byte[]> engineStates = new ArrayList<>();
    List<PreparedTransaction> transactions = new ArrayList<>();
    for (StarRocksWriterState state : recovered) {
      engineStates.addAll(state.getEngineStates());
      transactions.addAll(state.getTransactions());
    }
    return new StateBytes(engineStates, transactions);
  }

  @Override
  public void write(InputT element, SinkWriter.Context context)
      throws IOException, InterruptedException {
    session.write(element);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    session.flush();
  }

  @Override
  public Collection<StarRocksCommittable> prepareCommit()
      throws IOException, InterruptedException {
    Optional<byte[]> state = session.prepare();
    return state.isPresent()
        ? Collections.singletonList(new StarRocksCommittable(state.get()))
        : Collections.<StarRocksCommittable>emptyList();
  }

  @Override
  public List<StarRocksWriterState> snapshotState(long checkpointId) throws IOException {
    Optional<byte[]> labels = session.labels();
    return labels.isPresent()
        ? Collections.singletonList(new StarRocksWriterState(labels.get()))
        : Collections.<StarRocksWriterState>emptyList();
  }

  @Override
  public void close() {
    session.close();
  }
}
