package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SquaresTest {
  @Test
  void streamsSquares() throws Exception {
    Server server = SquaresServer.start(0);
    try {
      List<Long> squares = new ArrayList<>();
      SquaresClient.run(server.getPort(), squares::add);
      assertEquals(List.of(1L, 4L, 9L, 16L, 25L), squares);
    } finally {
      server.shutdownNow();
      assertTrue(server.awaitTermination(10, TimeUnit.SECONDS));
    }
  }
}
