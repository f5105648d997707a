package io.starload.flink.sinkv2;

import io.starload.flink.engine.PreparedTransaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that writer states and committables share:
 *
 * <pre>
 *   int32 count | (int32 length | bytes)...              states of the engine
 *   int32 count | (UTF database, table, label)...        transactions of the official connector
 * </pre>
 *
 * Nothing may follow. Immutable.
 */
public final class StateBytes {
  private final List<byte[]> engineStates;
  private final List<PreparedTransaction> transactions;

  public StateBytes(List<byte[]> engineStates, List<PreparedTransaction> transactions) {
    this.engineStates = engineStates;
    this.transactions = transactions;
  }

  public List<byte[]> engineStates() {
    return engineStates;
  }

  public List<PreparedTransaction> transactions() {
    return transactions;
  }

  public byte[] encode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(engineStates.size());
      for (byte[] state : engineStates) {
        out.writeInt(state.length);
        out.write(state);
      }
      out.writeInt(transactions.size());
      for (PreparedTransaction transaction : transactions) {
        out.writeUTF(transaction.database());
        out.writeUTF(transaction.table());
        out.writeUTF(transaction.label());
      }
    }
    return bytes.toByteArray();
  }

  /** what: for the message, as "the committer's state". */
  public static StateBytes decode(byte[] encoded, String what) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      StateBytes state = new StateBytes(readStates(in), readTransactions(in));
      if (in.available() > 0) {
        throw broken(what, in.available() + " bytes follow its end");
      }
      return state;
    } catch (EOFException e) {
      throw broken(what, "it is cut off");
    }
  }

  private static List<byte[]> readStates(DataInputStream in) throws IOException {
    int count = readCount(in);
    List<byte[]> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length < 0 || length > in.available()) {
        throw new EOFException();
      }
      byte[] state = new byte[length];
      in.readFully(state);
      states.add(state);
    }
    return states;
  }

  private static List<PreparedTransaction> readTransactions(DataInputStream in)
      throws IOException {
    int count = readCount(in);
    List<PreparedTransaction> transactions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      transactions.add(new PreparedTransaction(in.readUTF(), in.readUTF(), in.readUTF()));
    }
    return transactions;
  }

  private static int readCount(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new EOFException();
    }
    return count;
  }

  private static IOException broken(String what, String why) {
    return new IOException(
        what + " cannot be restored: " + why + "; was the checkpoint copied completely?");
  }

  /** A version that this release does not know. */
  public static IOException unknownVersion(String what, int version, int known) {
    String text = String.format("0x%08x", version);
    boolean newer = (version & 0xffffff00) == (known & 0xffffff00) && version > known;
    return new IOException(
        what + " cannot be restored: "
            + (newer
                ? "it was written by a newer release of Starload (version " + text + "); use that"
                    + " release or a later one"
                : "version " + text + " was written neither by Starload ("
                    + String.format("0x%08x", known) + ") nor by the official connector (1)"));
  }
}
