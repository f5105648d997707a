import io.starload.flink.engine.EngineConfig;
import io.starload.flink.engine.NativeEngine;
import io.starload.flink.engine.RowBlock;
import io.starload.flink.engine.TableConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiFunction;

/** What a job does, in the class loader of the job: opens the engine, loads rows, ends. */
public final class LoadRows implements BiFunction<Map<String, String>, int[], Void> {
  @Override
  public Void apply(Map<String, String> properties, int[] range) {
    try (NativeEngine engine =
        NativeEngine.open(new EngineConfig().properties(properties).allStatesKnown(true))) {
      int table =
          engine.addTable(
              new TableConfig(properties.get("database-name"), properties.get("table-name")));
      RowBlock block = engine.takeBlock(table, 32 * range[1]);
      for (int id = range[0]; id < range[0] + range[1]; id++) {
        byte[] row = (id + "\trow " + id).getBytes(StandardCharsets.UTF_8);
        block.appendLine(row);
      }
      engine.write(block);
      engine.flush();
      return null;
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }
}
