package io.starload.flink.sinkv2;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import com.starrocks.connector.flink.table.sink.v2.StarRocksCommittable;
import io.starload.flink.engine.StarloadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A committer's work. The task's thread.
 *
 * <p>Flink before 1.19 commits the next checkpoint while one that is to be retried waits. Rows with
 * one key would then get into the table in the wrong order: what waits is committed first, together
 * with what comes, and Flink's own retry finds it done. The first commit may be that of a restored
 * checkpoint, whose writers may run elsewhere now, so it does not wait for a retry of Flink's.
 */
public final class CommitSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitSession.class);
  private static final long FIRST_PAUSE_MS = 500;
  private static final long LONGEST_PAUSE_MS = 10_000;

  private final CommitEngine engine;
  private final int maxRetries;
  private final Set<StarRocksCommittable> waiting = new LinkedHashSet<>(); // by identity
  private final Set<StarRocksCommittable> done = new HashSet<>(); // of those that waited
  private boolean first = true;

  /** group: takes the metrics; null: this Flink has none for committers. */
  public CommitSession(StarRocksSinkOptions options, @Nullable MetricGroup group) {
    this.engine = new CommitEngine(options, group);
    this.maxRetries = options.getSinkMaxRetries();
  }

  public void commit(Collection<CommitRequest<StarRocksCommittable>> requests)
      throws IOException, InterruptedException {
    List<CommitRequest<StarRocksCommittable>> open = new ArrayList<>();
    int tries = 0;
    for (CommitRequest<StarRocksCommittable> request : requests) {
      if (done.remove(request.getCommittable())) {
        request.signalAlreadyCommitted();
      } else {
        open.add(request);
        tries = Math.max(tries, request.getNumberOfRetries());
      }
    }
    if (!open.isEmpty()) {
      pauseBefore(tries);
      commitOpen(open);
    }
  }

  private void commitOpen(List<CommitRequest<StarRocksCommittable>> requests)
      throws IOException, InterruptedException {
    Set<StarRocksCommittable> all = new LinkedHashSet<>(waiting);
    for (CommitRequest<StarRocksCommittable> request : requests) {
      all.add(request.getCommittable());
    }
    try {
      if (first) {
        commitPatiently(all);
        first = false;
      } else {
        engine.commit(all);
      }
    } catch (StarloadException e) {
      refused(requests, e);
      return;
    }
    for (CommitRequest<StarRocksCommittable> request : requests) {
      waiting.remove(request.getCommittable());
    }
    done.addAll(waiting);
    waiting.clear();
  }

  private void commitPatiently(Collection<StarRocksCommittable> committables)
      throws StarloadException, InterruptedException {
    for (int tries = 0; ; tries++) {
      pauseBefore(tries);
      try {
        engine.commit(committables);
        return;
      } catch (StarloadException e) {
        if (tries >= maxRetries || !mayPass(e)) {
          throw e;
        }
        LOG.warn("Committing is tried again, {} of {}: {}", tries + 1, maxRetries, e.getMessage());
      }
    }
  }

  /** Nothing was lost: the committables stay in Flink's hands, or the job fails. */
  private void refused(List<CommitRequest<StarRocksCommittable>> requests, StarloadException why)
      throws StarloadException {
    for (CommitRequest<StarRocksCommittable> request : requests) {
      if (first || !mayPass(why) || request.getNumberOfRetries() >= maxRetries) {
        request.signalFailedWithUnknownReason(why);
        throw why; // where Flink did not
      }
    }
    LOG.warn("Committing is tried again later: {}", why.getMessage());
    for (CommitRequest<StarRocksCommittable> request : requests) {
      waiting.add(request.getCommittable());
      request.retryLater();
    }
  }

  /** Where the outcome is not known, the next try asks for it anew. */
  private static boolean mayPass(StarloadException failure) {
    boolean unclear = failure.code() == StarloadException.Code.OUTCOME_UNKNOWN;
    return (failure.retryable() || unclear) && !failure.mustReplay();
  }

  private static void pauseBefore(int tries) throws InterruptedException {
    if (tries > 0) {
      Thread.sleep(Math.min(FIRST_PAUSE_MS << Math.min(tries - 1, 10), LONGEST_PAUSE_MS));
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
