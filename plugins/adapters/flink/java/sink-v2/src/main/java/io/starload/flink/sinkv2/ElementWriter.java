package io.starload.flink.sinkv2;

import io.starload.flink.writer.SinkWriterCore;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;

/** Gives a sink's elements to its writer. Owned by the writer; the task's thread. */
public interface ElementWriter<T> {
  /** Called once, when the writer has its tables, before the first element. */
  void open(SinkWriterCore writer, Sink.InitContext context) throws IOException;

  /** Returns false when the element was left out. */
  boolean write(T element) throws IOException, InterruptedException;

  void close();
}
