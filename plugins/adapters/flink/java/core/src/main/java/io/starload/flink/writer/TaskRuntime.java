package io.starload.flink.writer;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.util.TimeUtils;

/**
 * What a task tells about itself that is not the same in Flink 1.13 to 1.20. Signatures that
 * changed are called by name, so that one class file works with all of them. Stateless; the task's
 * thread.
 */
public final class TaskRuntime {
  /** What a timer does. Runs in the task's thread; an exception fails the task. */
  public interface TimerAction {
    void run() throws Exception;
  }

  private static final String CHECKPOINT_INTERVAL = "execution.checkpointing.interval";

  private TaskRuntime() {}

  /** RuntimeContext.getMetricGroup, whose return type is another one since 1.14. */
  public static MetricGroup metricGroup(RuntimeContext context) {
    try {
      return (MetricGroup) RuntimeContext.class.getMethod("getMetricGroup").invoke(context);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of Flink has no metric group for sinks", e);
    }
  }

  /** The first of the task manager's directories for temporary files; "" when it is not known. */
  public static String temporaryDirectory(RuntimeContext context) {
    if (!(context instanceof StreamingRuntimeContext)) {
      return "";
    }
    String[] directories =
        ((StreamingRuntimeContext) context).getTaskManagerRuntimeInfo().getTmpDirectories();
    return directories == null || directories.length == 0 ? "" : directories[0];
  }

  /** Milliseconds between checkpoints; -1: none are taken; 0: they are, nobody says how often. */
  public static long checkpointIntervalMs(RuntimeContext context) {
    if (!(context instanceof StreamingRuntimeContext)) {
      return 0;
    }
    if (!((StreamingRuntimeContext) context).isCheckpointingEnabled()) {
      return -1;
    }
    return configuredInterval(context);
  }

  /** From the job's configuration, which tasks see since 1.19. */
  private static long configuredInterval(RuntimeContext context) {
    try {
      Object configuration = context.getClass().getMethod("getJobConfiguration").invoke(context);
      Object options = configuration.getClass().getMethod("toMap").invoke(configuration);
      Object interval = ((Map<?, ?>) options).get(CHECKPOINT_INTERVAL);
      return interval == null ? 0 : TimeUtils.parseDuration(interval.toString()).toMillis();
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return 0;
    }
  }

  /**
   * Runs an action after a time, in the task's thread. False: this context has no timers.
   *
   * <p>The class of the timer's callback moved in 1.15.
   */
  public static boolean startTimer(RuntimeContext context, long afterMillis, TimerAction action) {
    if (!(context instanceof StreamingRuntimeContext)) {
      return false;
    }
    try {
      Object service =
          StreamingRuntimeContext.class.getMethod("getProcessingTimeService").invoke(context);
      return service != null && startTimer(service, afterMillis, action);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** As above, with a ProcessingTimeService of any version. */
  public static boolean startTimer(Object service, long afterMillis, TimerAction action)
      throws ReflectiveOperationException {
    for (Class<?> type = service.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> face : type.getInterfaces()) {
        Method register = registerTimer(face);
        if (register != null) {
          long now = (Long) face.getMethod("getCurrentProcessingTime").invoke(service);
          Object callback = callback(register.getParameterTypes()[1], action);
          register.invoke(service, now + afterMillis, callback);
          return true;
        }
      }
    }
    return false;
  }

  private static Method registerTimer(Class<?> face) {
    for (Method method : face.getMethods()) {
      if (method.getName().equals("registerTimer") && method.getParameterCount() == 2) {
        return method;
      }
    }
    return null;
  }

  private static Object callback(Class<?> type, TimerAction action) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "onProcessingTime":
              action.run();
              return null;
            case "equals":
              return proxy == arguments[0];
            case "hashCode":
              return System.identityHashCode(proxy);
            default:
              return "timer of a StarRocks sink";
          }
        };
    return Proxy.newProxyInstance(
        TaskRuntime.class.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
