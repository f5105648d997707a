import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;

/** Gives out the rows of a table, each as often as it is there, and each of them once. The test's thread. */
final class TckReader implements ExternalSystemDataReader<String> {
  private static final long PAUSE_MS = 50;

  private final String table;
  private final Map<String, Integer> given = new HashMap<>();

  TckReader(String table) {
    this.table = table;
  }

  /** Rows that came since the call before; waits so long for the first of them. */
  @Override
  public List<String> poll(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    List<String> rows = newRows();
    while (rows.isEmpty() && System.nanoTime() < end) {
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for rows of " + table, e);
      }
      rows = newRows();
    }
    return rows;
  }

  private List<String> newRows() {
    Map<String, Integer> there = new HashMap<>();
    List<String> fresh = new ArrayList<>();
    for (List<String> cells : Server.rows("SELECT seq, payload FROM " + table)) {
      String row = cells.get(0) + "," + cells.get(1);
      if (there.merge(row, 1, Integer::sum) > given.getOrDefault(row, 0)) {
        fresh.add(row);
      }
    }
    for (String row : fresh) {
      given.merge(row, 1, Integer::sum);
    }
    return fresh;
  }

  @Override
  public void close() {}
}
