package io.starload.flink.writer;

import java.lang.reflect.Field;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a task ends, as far as a SinkFunction can find it out. Stateless; the task's thread.
 *
 * <p>After the last row there is nothing that a later attempt would replay: what no checkpoint
 * covers has to be put into the table at the end. After a failure, a cancellation or a stop with a
 * savepoint, rows that no checkpoint covers come again, and must not be there.
 *
 * <p>Since Flink 1.14 finish() tells the last row, but the task may still fail between it and
 * close(). Flink 1.13 calls close() only.
 */
final class TaskEnd {
  private static final Logger LOG = LoggerFactory.getLogger(TaskEnd.class);
  private static final String STREAM_TASK = "org.apache.flink.streaming.runtime.tasks.StreamTask";

  private TaskEnd() {}

  /** In close(): all rows were there, and the task did not fail. finished: finish() was called. */
  static boolean isAfterTheLastRow(RuntimeContext context, boolean finished) {
    if (!isBelowAfterInvoke()) {
      return false;
    }
    return finished || (!flinkCallsFinish() && !isStoppedWithSavepoint(context));
  }

  /**
   * A task that ended without a failure closes its operators below StreamTask.afterInvoke, any
   * other elsewhere.
   */
  private static boolean isBelowAfterInvoke() {
    for (StackTraceElement frame : Thread.currentThread().getStackTrace()) {
      if (frame.getClassName().equals(STREAM_TASK) && frame.getMethodName().equals("afterInvoke")) {
        return true;
      }
    }
    return false;
  }

  private static boolean flinkCallsFinish() {
    try {
      SinkFunction.class.getMethod("finish");
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** In Flink 1.13 only the task knows, and does not tell: rows may come behind the savepoint. */
  private static boolean isStoppedWithSavepoint(RuntimeContext context) {
    try {
      Object environment = read(context, "taskEnvironment");
      Object task = read(environment, "containingTask");
      return read(read(task, "invokable"), "activeSyncSavepointId") != null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "This Flink does not tell whether the job was stopped with a savepoint or has ended ({});"
              + " rows since the last checkpoint are rolled back",
          e.toString());
      return true;
    }
  }

  private static Object read(Object object, String name) throws ReflectiveOperationException {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field.get(object);
        }
      }
    }
    throw new NoSuchFieldException(object.getClass().getName() + "." + name);
  }
}
