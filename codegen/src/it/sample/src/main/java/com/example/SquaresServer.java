package com.example;

import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.Server;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Serves squares on port 50051 of this machine. */
public final class SquaresServer extends SquaresSluice.Service {
  @Override
  public void square(Receiver<SquareRequest> requests, Sender<SquareResponse> responses) {
    for (SquareRequest request : requests) {
      long number = request.getNumber();
      responses.send(SquareResponse.newBuilder().setSquare(number * number).build());
    }
  }

  static Server start(int port) throws IOException {
    return SluiceServerBuilder.forAddress(new InetSocketAddress("localhost", port))
        .addService(new SquaresServer())
        .build()
        .start();
  }

  public static void main(String[] args) throws Exception {
    start(50051).awaitTermination();
  }
}
