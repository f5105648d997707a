package com.starrocks.connector.flink.table.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.starrocks.connector.flink.StarRocksSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkFunctionProvider;
import org.junit.jupiter.api.Test;

/** Making sinks talks to nobody. */
class PlanningTest {
  @Test
  void touchesNoNetwork() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(300);
      String address = "127.0.0.1:" + server.getLocalPort();
      DynamicTableSink sink =
          TestTables.sink(
              "jdbc-url",
              "jdbc:mysql://" + address,
              "load-url",
              address,
              "sink.semantic",
              "exactly-once");
      SinkFunctionProvider provider = (SinkFunctionProvider) sink.getSinkRuntimeProvider(null);
      TestOptions.serialized(provider.createSinkFunction());
      StarRocksSinkOptions options =
          TestOptions.with("jdbc-url", "jdbc:mysql://" + address, "load-url", address);
      TestOptions.serialized(StarRocksSink.sink(options));
      options.getProperties(null);
      assertThrows(SocketTimeoutException.class, server::accept);
    }
  }

  @Test
  void aCallerWouldHaveBeenNoticed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(5000);
      try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
          Socket noticed = server.accept()) {
        assertEquals(caller.getLocalPort(), noticed.getPort());
      }
    }
  }
}
