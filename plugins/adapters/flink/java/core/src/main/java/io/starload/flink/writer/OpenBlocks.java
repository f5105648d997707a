package io.starload.flink.writer;

import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.RowBlock;
import io.starload.flink.engine.StarloadException;
import io.starload.flink.metrics.SinkMetrics;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks that tables are filling, a bounded number of them: with more tables, the fullest block
 * is handed over to make room. Owned by the writer; the task's thread.
 */
final class OpenBlocks {
  private final NativeEngine engine;
  private final SinkMetrics metrics;
  private final int most;
  private final List<TableWriter> filling = new ArrayList<>();
  private final List<RowStage> stages = new ArrayList<>(); // that no table uses
  private boolean usedSinceMark;

  OpenBlocks(NativeEngine engine, SinkMetrics metrics) {
    this.engine = engine;
    this.metrics = metrics;
    this.most = engine.maxOpenBlocks();
  }

  /** A block with room for so many bytes, for a table that has none. */
  RowBlock take(TableWriter table, int bytes) throws StarloadException, InterruptedException {
    if (filling.size() >= most) {
      fullest().handOver();
    }
    RowBlock block = engine.takeBlock(table.index(), bytes);
    filling.add(table);
    usedSinceMark = true;
    return block;
  }

  /** For a table that has a block. */
  RowStage takeStage() {
    return stages.isEmpty() ? new RowStage() : stages.remove(stages.size() - 1);
  }

  /** REQUIRES: no rows in it. */
  void giveBack(RowStage stage) {
    stages.add(stage);
  }

  /** The table has no block any more. */
  void remove(TableWriter table) {
    filling.remove(table);
  }

  /** REQUIRES: nobody uses the block any more. */
  void handOver(RowBlock block) throws StarloadException {
    if (block.isEmpty()) {
      engine.giveBack(block);
      return;
    }
    int rows = block.rows();
    engine.write(block);
    metrics.rowsHandedOver(rows);
  }

  void handOverAll() throws StarloadException {
    while (!filling.isEmpty()) {
      filling.get(filling.size() - 1).handOver();
    }
  }

  /** Hands over what lay here at the call before, too. */
  void handOverAged() throws StarloadException {
    for (int i = filling.size() - 1; i >= 0; i--) {
      TableWriter table = filling.get(i);
      if (table.isAged()) {
        table.handOver();
      } else {
        table.age();
      }
    }
  }

  /** Whether there was any row since the last mark(). REQUIRES: handOverAll() before mark(). */
  boolean usedSinceMark() {
    return usedSinceMark;
  }

  void mark() {
    usedSinceMark = false;
  }

  private TableWriter fullest() {
    TableWriter fullest = filling.get(0);
    for (TableWriter table : filling) {
      if (table.openBytes() > fullest.openBytes()) {
        fullest = table;
      }
    }
    return fullest;
  }
}
