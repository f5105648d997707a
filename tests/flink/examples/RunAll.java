/**
 * Runs the main methods of several programs in one JVM. Arguments: their class names, "--", and the
 * arguments of each.
 */
public final class RunAll {
  private RunAll() {}

  public static void main(String[] arguments) throws Exception {
    int end = java.util.Arrays.asList(arguments).indexOf("--");
    String[] rest = java.util.Arrays.copyOfRange(arguments, end + 1, arguments.length);
    for (int i = 0; i < end; i++) {
      try {
        Class.forName(arguments[i]).getMethod("main", String[].class).invoke(null, (Object) rest);
        System.out.println("done " + arguments[i]);
      } catch (java.lang.reflect.InvocationTargetException e) {
        System.out.println("failed " + arguments[i]);
        e.getCause().printStackTrace(System.out);
      }
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
