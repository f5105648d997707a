package io.starload.flink.writer;

import io.starload.flink.engine.RowBlock;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.engine.TableInfo;
import io.starload.flink.rows.ObjectRowEncoder;
import io.starload.flink.rows.RowDataEncoder;
import io.starload.flink.rows.RowOutput;
import io.starload.flink.rows.Segments;
import java.io.IOException;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.types.RowKind;

/**
 * Fills the blocks of one table, through a stage. Owned by the writer; the task's thread.
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
  private RowBlock block; // null: no rows wait here
  private RowStage stage; // of the block
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
      writeAsItIs(binary.getSegments(), binary.getOffset(), binary.getSizeInBytes());
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

  private void writeAsItIs(MemorySegment[] segments, int offset, int length)
      throws IOException, InterruptedException {
    if (stageFor(length)) {
      Segments.copy(segments, offset, length, stage.array(), stage.size());
      stage.endRow(length);
      return;
    }
    byte[] row = new byte[length];
    Segments.copy(segments, offset, length, row, 0);
    block.append(row, 0, length);
    stage.begin(block);
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
    int length = record.length + 1; // with the newline that ends it in a block
    if (stageFor(length)) {
      byte[] lines = stage.array();
      int at = stage.size();
      System.arraycopy(record, 0, lines, at, record.length);
      lines[at + record.length] = '\n';
      stage.endRow(length);
      return;
    }
    block.appendLine(record);
    stage.begin(block);
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
    stageFor(LEAST_ROOM);
    output.begin(stage.memory(), stage.size());
  }

  private void endRow(boolean written) throws StarloadException, InterruptedException {
    if (!written) {
      return; // what was written of it is free room again
    }
    if (stage.fits(output.size())) {
      stage.endRow(output.size());
      return;
    }
    stage.drain(block);
    blockFor(output.size());
    block.append(stage.array(), output.start(), output.size());
    stage.forgetLargeRow();
    stage.begin(block);
  }

  /** Whether the stage has room for a row of so many bytes; if not, the block has, behind it all. */
  private boolean stageFor(int bytes) throws StarloadException, InterruptedException {
    if (block != null && stage.fits(bytes)) {
      return true;
    }
    if (block != null) {
      stage.drain(block);
    }
    blockFor(bytes);
    return stage.fits(bytes);
  }

  /** A block with room for a row of so many bytes. REQUIRES: no rows in the stage. */
  private void blockFor(int bytes) throws StarloadException, InterruptedException {
    if (block != null && block.fits(bytes)) {
      return;
    }
    handOverBlock();
    block = blocks.take(this, bytes);
    if (stage == null) {
      stage = blocks.takeStage();
    }
    stage.begin(block);
  }

  @Override
  public void makeRoom(RowOutput row, long bytes) throws StarloadException {
    if (bytes > Integer.MAX_VALUE) {
      throw new StarloadException(
          StarloadException.Code.DATA, "A row of " + bytes + " bytes is too large to be loaded");
    }
    stage.drain(block);
    stage.makeRoom(row.start(), row.size(), (int) bytes);
    stage.begin(block);
    row.move(stage.memory(), stage.size());
  }

  void handOver() throws StarloadException {
    if (block == null) {
      return;
    }
    stage.drain(block);
    handOverBlock();
    blocks.giveBack(stage);
    stage = null;
  }

  private void handOverBlock() throws StarloadException {
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
    return block == null ? 0 : block.bytes() + stage.size();
  }

  boolean isAged() {
    return aged;
  }

  void age() {
    aged = true;
  }
}
