package io.starload.flink.writer;

import io.starload.flink.engine.RowBlock;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.engine.TableInfo;
import io.starload.flink.rows.ObjectRowEncoder;
import io.starload.flink.rows.RowDataEncoder;
import io.starload.flink.rows.RowOutput;
import io.starload.flink.rows.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.types.RowKind;

/**
 * Fills the blocks of one table. Owned by the writer; the task's thread.
 *
 * <p>A block whose rows have ended goes to the engine when the next row does not fit, when it is
 * aged, or when the writer needs all rows to be there.
 */
final class TableWriter implements RowOutput.Space {
  private static final int LEAST_ROOM = 1024;

  private final OpenBlocks blocks;
  private final TableInfo info;
  private final boolean ignoreUpdateBefore;
  private final RowDataEncoder rows;
  private final ObjectRowEncoder objects;
  private final RowOutput output = new RowOutput(this);
  private RowBlock block;
  private boolean aged;

  /** rows, objects: the encoder of what the table takes; both null: text records only. */
  TableWriter(
      OpenBlocks blocks,
      TableInfo info,
      boolean ignoreUpdateBefore,
      RowDataEncoder rows,
      ObjectRowEncoder objects) {
    this.blocks = blocks;
    this.info = info;
    this.ignoreUpdateBefore = ignoreUpdateBefore;
    this.rows = rows;
    this.objects = objects;
  }

  int index() {
    return info.index();
  }

  TableInfo info() {
    return info;
  }

  void write(RowData row) throws IOException, InterruptedException {
    if (!takes(row.getRowKind())) {
      return;
    }
    if (rows.isBinary(row)) {
      BinaryRowData binary = (BinaryRowData) row;
      int length = binary.getSizeInBytes();
      RowBlock target = room(length);
      Segments.copy(binary.getSegments(), binary.getOffset(), length, target.buffer());
      target.endRow();
      return;
    }
    beginRow();
    boolean written = false;
    try {
      rows.encode(row, output);
      written = true;
    } finally {
      endRow(written);
    }
  }

  /** A row of Java objects; on a PRIMARY KEY table with __op behind the columns. */
  void write(Object[] row) throws IOException, InterruptedException {
    beginRow();
    boolean written = false;
    try {
      objects.encode(row, info.supportsUpsertDelete(), output);
      written = true;
    } finally {
      endRow(written);
    }
  }

  /** A record that is sent as it is. */
  void write(byte[] record) throws IOException, InterruptedException {
    room(record.length).append(record, 0, record.length);
  }

  /** Whether rows of this kind are written; others are left out. */
  boolean takes(RowKind kind) {
    switch (kind) {
      case UPDATE_BEFORE:
        return info.supportsUpsertDelete() && !ignoreUpdateBefore;
      case DELETE:
        return info.supportsUpsertDelete();
      default:
        return true;
    }
  }

  private void beginRow() throws StarloadException, InterruptedException {
    RowBlock target = room(LEAST_ROOM);
    output.begin(target.buffer(), target.rowStart());
  }

  private void endRow(boolean written) {
    if (!written) {
      if (block != null) {
        block.dropRow();
      }
      return;
    }
    block.buffer().position(output.end());
    block.endRow();
  }

  private RowBlock room(int bytes) throws StarloadException, InterruptedException {
    RowBlock current = block;
    if (current != null && current.fits(bytes)) {
      return current;
    }
    handOver();
    block = blocks.take(this, bytes);
    return block;
  }

  @Override
  public void makeRoom(RowOutput row, long bytes) throws StarloadException, InterruptedException {
    if (bytes > Integer.MAX_VALUE) {
      throw new StarloadException(
          StarloadException.Code.DATA, "A row of " + bytes + " bytes is too large to be loaded");
    }
    RowBlock full = block;
    full.buffer().position(row.end());
    if (full.isEmpty()) {
      block = blocks.grow(full, (int) bytes - row.size());
    } else {
      block = blocks.takeNext(this, (int) bytes);
      moveRow(full, block);
      full.dropRow();
      aged = false;
      blocks.handOver(full);
    }
    row.move(block.buffer(), block.rowStart());
  }

  /** Copies the row under way to an empty block; the position is behind it then. */
  private static void moveRow(RowBlock from, RowBlock to) {
    ByteBuffer begun = from.buffer().duplicate();
    begun.flip();
    begun.position(from.rowStart());
    to.buffer().put(begun);
  }

  void handOver() throws StarloadException {
    RowBlock full = block;
    if (full == null) {
      return;
    }
    block = null;
    aged = false;
    blocks.remove(this);
    blocks.handOver(full);
  }

  int openBytes() {
    return block == null ? 0 : block.bytes();
  }

  boolean isAged() {
    return aged;
  }

  void age() {
    aged = true;
  }
}
