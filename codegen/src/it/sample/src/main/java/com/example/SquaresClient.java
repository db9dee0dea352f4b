package com.example;

import dev.sluice.transport.SluiceChannelBuilder;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Asks the server for the squares of 1 to 5. */
public final class SquaresClient {
  private SquaresClient() {}

  static void run(int port, LongConsumer squares) {
    ManagedChannel channel =
        SluiceChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try {
      SquaresSluice.Client client = SquaresSluice.newClient(channel);
      try (var call = client.withDeadlineAfter(Duration.ofSeconds(10)).square()) {
        Thread.startVirtualThread(
            () -> {
              for (int number = 1; number <= 5; number++) {
                call.send(SquareRequest.newBuilder().setNumber(number).build());
              }
              call.closeSend();
            });
        for (SquareResponse response : call) {
          squares.accept(response.getSquare());
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }

  public static void main(String[] args) {
    run(50051, System.out::println);
  }
}
