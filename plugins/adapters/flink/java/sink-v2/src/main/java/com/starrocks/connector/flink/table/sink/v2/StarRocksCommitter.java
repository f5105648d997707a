package com.starrocks.connector.flink.table.sink.v2;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import io.starload.flink.sinkv2.CommitSession;
import java.io.IOException;
import java.util.Collection;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.MetricGroup;

/**
 * Commits what writers prepared, in the order of the checkpoints. A commit that fails is tried
 * again (sink.max-retries) where that may help, and fails the job otherwise; to commit twice does
 * no harm. Nothing is opened before the first commit. The task's thread.
 */
public class StarRocksCommitter implements Committer<StarRocksCommittable> {
  private final CommitSession session;

  /** streamLoadProperties says what the options say, and is not looked at. */
  public StarRocksCommitter(
      StarRocksSinkOptions sinkOptions, @Nullable StreamLoadProperties streamLoadProperties) {
    this(sinkOptions, (MetricGroup) null);
  }

  StarRocksCommitter(StarRocksSinkOptions sinkOptions, @Nullable MetricGroup metrics) {
    this.session = new CommitSession(sinkOptions, metrics);
  }

  @Override
  public void commit(Collection<CommitRequest<StarRocksCommittable>> requests)
      throws IOException, InterruptedException {
    session.commit(requests);
  }

  @Override
  public void close() {
    session.close();
  }
}
