package com.starrocks.connector.flink.table.sink.v2;

import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions;
import org.apache.flink.api.connector.sink2.Sink;

/** The writer's {@link StarRocksSinkContext}. Immutable. */
public class DefaultStarRocksSinkContext implements StarRocksSinkContext {
  private final Sink.InitContext initContext;
  private final StarRocksSinkOptions sinkOptions;

  public DefaultStarRocksSinkContext(
      Sink.InitContext initContext, StarRocksSinkOptions sinkOptions) {
    this.initContext = initContext;
    this.sinkOptions = sinkOptions;
  }

  @Override
  public Sink.InitContext getInitContext() {
    return initContext;
  }

  @Override
  public StarRocksSinkOptions getSinkOptions() {
    return sinkOptions;
  }
}
