package io.starload.flink.state;

import io.starload.flink.engine.PreparedTransaction;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads version 1 of the official connector's state:
 *
 * <pre>
 *   {"data":{7:[{"id":"..","timestamp":..,"transactions":[
 *      {"database":"d","finish":false,"label":"l","table":"t"}]}]},
 *    "labelSnapshots":[..],"version":"1.2.9"}
 * </pre>
 *
 * The keys of `data` are checkpoint ids without quotes. Everything but the transactions is left
 * alone, so that other releases' states can be read, too.
 */
final class OfficialState {
  private OfficialState() {}

  /** The transactions that are not finished, each once, in their order. */
  static List<PreparedTransaction> parse(byte[] payload) throws StarloadException {
    Object root;
    try {
      root = JsonReader.readLenient(new String(payload, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw refuse(e.getMessage());
    }
    List<PreparedTransaction> found = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    Object data = map(root, "the state").get("data");
    if (data == null) {
      throw refuse("it has no member 'data'");
    }
    for (Object snapshots : map(data, "'data'").values()) {
      for (Object snapshot : list(snapshots, "a checkpoint")) {
        Object transactions = map(snapshot, "a snapshot").get("transactions");
        for (Object transaction : list(transactions, "'transactions'")) {
          add(map(transaction, "a transaction"), found, seen);
        }
      }
    }
    return found;
  }

  private static void add(
      Map<?, ?> transaction, List<PreparedTransaction> found, Set<String> seen)
      throws StarloadException {
    if (Boolean.TRUE.equals(transaction.get("finish"))) {
      return;
    }
    String database = text(transaction, "database");
    String table = text(transaction, "table");
    String label = text(transaction, "label");
    if (seen.add(database + '\n' + label)) {
      found.add(new PreparedTransaction(database, table, label));
    }
  }

  private static String text(Map<?, ?> transaction, String member) throws StarloadException {
    Object value = transaction.get(member);
    if (!(value instanceof String) || ((String) value).isEmpty()) {
      throw refuse("a transaction has no '" + member + "'");
    }
    return (String) value;
  }

  private static Map<?, ?> map(Object value, String what) throws StarloadException {
    if (value instanceof Map) {
      return (Map<?, ?>) value;
    }
    throw refuse(what + " is no JSON object");
  }

  private static List<?> list(Object value, String what) throws StarloadException {
    if (value == null) {
      return new ArrayList<>();
    }
    if (value instanceof List) {
      return (List<?>) value;
    }
    throw refuse(what + " is no JSON array");
  }

  private static StarloadException refuse(String why) {
    return SinkState.broken(
        "an element of version 1, the official connector's, is not as flink-connector-starrocks 1.2"
            + " writes it: " + why);
  }
}
