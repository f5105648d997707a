import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the numbered rows of a table with those that were to be loaded. It knows only the
 * source's rule and what was promised, and shares nothing with the connector.
 */
final class Checker {
  final Map<Integer, BitSet> seen = new HashMap<>();
  long rows;
  long doubled;
  long altered;
  String example = "";

  static Checker read(String table) {
    Checker checker = new Checker();
    for (List<String> row : Server.rows("SELECT split, seq, payload, crc FROM " + table)) {
      checker.add(
          Integer.parseInt(row.get(0)),
          Long.parseLong(row.get(1)),
          row.get(2),
          Long.parseLong(row.get(3)));
    }
    return checker;
  }

  private void add(int split, long seq, String payload, long crc) {
    rows++;
    boolean right =
        NumberedRows.payload(split, seq).equals(payload)
            && NumberedRows.checksum(split, seq, payload) == crc;
    BitSet numbers = seen.computeIfAbsent(split, key -> new BitSet());
    if (!right) {
      altered++;
      example = "altered: split " + split + " seq " + seq;
    } else if (numbers.get((int) seq)) {
      doubled++;
      example = "doubled: split " + split + " seq " + seq;
    }
    numbers.set((int) seq);
  }

  /** Rows of the splits that are missing, of so many each. */
  long lost(int firstSplit, int splits, long rowsPerSplit) {
    long lost = 0;
    for (int split = firstSplit; split < firstSplit + splits; split++) {
      BitSet numbers = seen.getOrDefault(split, new BitSet());
      int there = numbers.get(0, (int) rowsPerSplit).cardinality();
      if (there < rowsPerSplit) {
        lost += rowsPerSplit - there;
        example = "lost: split " + split + " seq " + numbers.nextClearBit(0);
      }
    }
    return lost;
  }

  /** Every row of each split is there once, and no other. */
  void checkExactlyOnce(int firstSplit, int splits, long rowsPerSplit) {
    long lost = lost(firstSplit, splits, rowsPerSplit);
    long strangers = rows - altered - doubled - (splits * rowsPerSplit - lost);
    Cases.check(
        lost == 0 && doubled == 0 && altered == 0 && strangers == 0,
        lost
            + " lost, "
            + doubled
            + " doubled, "
            + altered
            + " altered, "
            + strangers
            + " strangers of "
            + rows
            + " rows; "
            + example);
  }

  /** No row is missing between the first and the last that are there, and none is there twice. */
  void checkNoGaps() {
    Cases.check(
        doubled == 0 && altered == 0, doubled + " doubled, " + altered + " altered; " + example);
    for (Map.Entry<Integer, BitSet> split : seen.entrySet()) {
      BitSet numbers = split.getValue();
      Cases.checkEquals(
          numbers.length(),
          numbers.cardinality(),
          "rows of split " + split.getKey() + " up to its last one");
    }
  }
}
