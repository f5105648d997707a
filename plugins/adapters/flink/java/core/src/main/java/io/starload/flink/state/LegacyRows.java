package io.starload.flink.state;

import com.starrocks.connector.flink.manager.StarRocksSinkBufferEntity;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The official connector's other list state, which holds rows over stream load (V1) with
 * exactly-once, and nothing else. Used by the task's thread.
 */
public final class LegacyRows {
  private static final String NAME = "buffered-rows";

  private LegacyRows() {}

  /**
   * Takes the state out of a restored store, so that later checkpoints do not carry it on. Rows in
   * it are an error: they have a label and bytes, whose outcome this connector cannot look into.
   */
  public static void remove(OperatorStateStore store) throws Exception {
    if (!store.getRegisteredStateNames().contains(NAME)) {
      return;
    }
    ListState<Map<String, StarRocksSinkBufferEntity>> state =
        store.getListState(
            new ListStateDescriptor<>(
                NAME,
                TypeInformation.of(new TypeHint<Map<String, StarRocksSinkBufferEntity>>() {})));
    Iterable<Map<String, StarRocksSinkBufferEntity>> elements = state.get();
    if (elements != null) {
      for (Map<String, StarRocksSinkBufferEntity> element : elements) {
        checkEmpty(element);
      }
    }
    state.clear();
  }

  private static void checkEmpty(Map<String, StarRocksSinkBufferEntity> element) throws Exception {
    for (StarRocksSinkBufferEntity rows : element.values()) {
      if (rows != null && rows.getBatchCount() > 0) {
        throw SinkState.broken(
            "the official connector left " + rows.getBatchCount() + " rows for table "
                + rows.getDatabase() + "." + rows.getTable() + " in it, buffered over stream load"
                + " (sink.version=V1) with exactly-once, under the label " + rows.getLabel()
                + ". Restore this savepoint with the official connector, let a checkpoint without"
                + " new rows complete, and take another savepoint");
      }
    }
  }
}
