import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Runs files of Flink SQL as the SQL client does, in one JVM: reads their names from standard input,
 * one a line, and answers "done NAME", or "failed NAME" behind the reason. The ports of the examples
 * are replaced by those of the arguments: the HTTP address, the MySQL address.
 */
public final class RunFlinkSql {
  private static final Pattern SETTING =
      Pattern.compile("SET\\s+'([^']+)'\\s*=\\s*'([^']*)'", Pattern.CASE_INSENSITIVE);

  private RunFlinkSql() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader names =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      try {
        run(Paths.get(name), arguments[0], arguments[1]);
        System.out.println("done " + name);
      } catch (Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          System.out.println("  " + cause);
        }
        System.out.println("failed " + name);
      }
      System.out.flush();
    }
    // Nothing that a job left behind may keep the process alive.
    Runtime.getRuntime().halt(0);
  }

  private static void run(Path file, String http, String mysql) throws Exception {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    text = text.replace("127.0.0.1:8030", http).replace("127.0.0.1:9030", mysql);
    TableEnvironment tables =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().build());
    tables.getConfig().getConfiguration().setString("parallelism.default", "1");
    for (String statement : statements(text)) {
      Matcher setting = SETTING.matcher(statement);
      if (setting.matches()) {
        tables.getConfig().getConfiguration().setString(setting.group(1), setting.group(2));
      } else {
        tables.executeSql(statement).await(60, TimeUnit.SECONDS);
      }
    }
  }

  /** A statement ends with a line that ends with a semicolon; a statement set with its END. */
  private static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : text.split("\n")) {
      if (statement.length() == 0 && (line.trim().isEmpty() || line.startsWith("--"))) {
        continue;
      }
      statement.append(line).append('\n');
      boolean inSet = statement.indexOf("EXECUTE STATEMENT SET") == 0;
      if (line.endsWith(";") && (!inSet || line.equals("END;"))) {
        // The semicolon behind END belongs to no statement either.
        statements.add(statement.substring(0, statement.length() - 2));
        statement.setLength(0);
      }
    }
    if (statement.length() > 0) {
      throw new IllegalArgumentException("no semicolon at the end of: " + statement);
    }
    return statements;
  }
}
