package io.starload.flink.writer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's use of a label prefix for a table, from a writer's start to its end. Two jobs with the
 * same one roll back each other's transactions. The log says which job uses which, so that both are
 * found; jobs that share this class loader (the connector lies in lib/) are told of each other at
 * once. It is no failure: a job that was cancelled may still be ending. Any thread.
 */
final class LabelPrefixUse {
  private static final Logger LOG = LoggerFactory.getLogger(LabelPrefixUse.class);
  private static final Map<LabelPrefixUse, String> RUNNING = new LinkedHashMap<>(); // their jobs

  private final String key;
  private final String others;

  private LabelPrefixUse(String key, String job) {
    this.key = key;
    this.others = add(job);
  }

  /** Null where labels are random: no two meet. */
  static LabelPrefixUse begin(WriterSetup setup, MetricGroup group) {
    String prefix = setup.options().getLabelPrefix();
    if (prefix == null || !setup.options().isEnableExactlyOnceLabelGen()) {
      return null;
    }
    String job = job(group.getAllVariables());
    String key = "'" + prefix + "' for " + setup.database() + "." + setup.table();
    LabelPrefixUse use = new LabelPrefixUse(key, job);
    LOG.info("{} uses sink.label-prefix {}", job, key);
    if (!use.others.isEmpty()) {
      LOG.warn(
          "{} uses sink.label-prefix {}, and so does {}: they roll back each other's transactions."
              + " Give each sink a prefix of its own, unless one of them is just ending",
          job,
          key,
          use.others);
    }
    return use;
  }

  private static String job(Map<String, String> variables) {
    return "Job "
        + variables.getOrDefault("<job_id>", "of an unknown id")
        + " ("
        + variables.getOrDefault("<job_name>", "no name")
        + ")";
  }

  /** Jobs that used the same when this use began; "": none. */
  String others() {
    return others;
  }

  private String add(String job) {
    TreeSet<String> found = new TreeSet<>();
    synchronized (RUNNING) {
      RUNNING.forEach(
          (use, owner) -> {
            if (use.key.equals(key) && !owner.equals(job)) {
              found.add(owner);
            }
          });
      RUNNING.put(this, job);
    }
    return String.join(", ", found);
  }

  /** Idempotent. */
  void end() {
    synchronized (RUNNING) {
      RUNNING.remove(this);
    }
  }
}
