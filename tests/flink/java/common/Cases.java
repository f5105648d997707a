import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Runs the methods of classes that are marked as a case, one after the other in the order of their
 * names, each with a time limit; prints a line each and "N passed, M failed" at last. A case fails
 * by throwing, and is left out by throwing LeftOut. Arguments: the classes (A,B), then names of
 * cases ("quick" for those marked so; all without any).
 */
public final class Cases {
  /** A method without arguments that is a case. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Case {
    int seconds() default 240;

    /** Belongs to the short run, too. */
    boolean quick() default false;
  }

  /** Thrown by a case that has no meaning here: it is counted neither as passed nor as failed. */
  static final class LeftOut extends Exception {
    private static final long serialVersionUID = 1L;

    LeftOut(String reason) {
      super(reason);
    }
  }

  /** Limits are told in seconds of a quiet machine; a busy one gets so many times as much. */
  private static final int PATIENCE = 4;

  private Cases() {}

  public static void main(String[] arguments) throws Exception {
    List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
    int passed = 0;
    int failed = 0;
    for (String group : arguments[0].split(",")) {
      Class<?> holder = Class.forName(group);
      for (Method method : casesOf(holder, names)) {
        Throwable problem = run(holder, method);
        if (problem == null) {
          passed++;
        } else if (!(problem instanceof LeftOut)) {
          failed++;
        }
      }
    }
    System.out.println(passed + " passed, " + failed + " failed");
    System.out.flush();
    // Threads that a broken job left behind must not keep the process alive.
    Runtime.getRuntime().halt(failed == 0 && passed > 0 ? 0 : 1);
  }

  private static List<Method> casesOf(Class<?> holder, List<String> names) {
    List<Method> cases = new ArrayList<>();
    for (Method method : holder.getDeclaredMethods()) {
      Case mark = method.getAnnotation(Case.class);
      boolean wanted =
          mark != null
              && (names.isEmpty()
                  || (mark.quick() && names.contains("quick"))
                  || names.contains(method.getName()));
      if (wanted) {
        cases.add(method);
      }
    }
    cases.sort(Comparator.comparing(Method::getName));
    return cases;
  }

  private static Throwable run(Class<?> holder, Method method) throws Exception {
    System.out.println("---     " + method.getName());
    long started = System.nanoTime();
    Throwable[] problem = new Throwable[1];
    Thread thread =
        new Thread(() -> problem[0] = outcome(holder, method), "case " + method.getName());
    thread.setDaemon(true);
    thread.start();
    thread.join(PATIENCE * TimeUnit.SECONDS.toMillis(method.getAnnotation(Case.class).seconds()));
    if (thread.isAlive()) {
      problem[0] = new IllegalStateException("not done in time");
      printStacks();
      thread.interrupt();
      thread.join(10_000);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    Server.clearFaults();
    Job.cancelAll();
    if (problem[0] instanceof LeftOut) {
      System.out.println("left out  " + method.getName() + ": " + problem[0].getMessage());
      return problem[0];
    }
    System.out.printf(
        "%s  %s (%.1f s)%n", problem[0] == null ? "ok    " : "FAILED", method.getName(), seconds);
    if (problem[0] != null) {
      problem[0].printStackTrace(System.out);
    }
    return problem[0];
  }

  private static Throwable outcome(Class<?> holder, Method method) {
    try {
      method.setAccessible(true);
      method.invoke(holder.getDeclaredConstructor().newInstance());
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (Throwable e) {
      return e;
    }
  }

  private static void printStacks() {
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      StackTraceElement[] stack = entry.getValue();
      System.out.println("  thread " + entry.getKey().getName());
      for (int i = 0; i < Math.min(stack.length, 12); i++) {
        System.out.println("    at " + stack[i]);
      }
    }
  }

  static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  static void checkEquals(Object expected, Object actual, String what) {
    check(expected.equals(actual), what + ": expected " + expected + ", found " + actual);
  }

  /** Waits until the condition holds, on a quiet machine at most so long. */
  static void await(String what, int seconds, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE * TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.call()) {
      check(System.nanoTime() < deadline, "within " + PATIENCE * seconds + " s not: " + what);
      Thread.sleep(50);
    }
  }
}
