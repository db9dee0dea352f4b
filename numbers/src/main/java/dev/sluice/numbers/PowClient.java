package dev.sluice.numbers;

import dev.sluice.ServerStreamingCall;
import dev.sluice.numbers.proto.ServerStreamReq;
import dev.sluice.numbers.proto.ServerStreamResp;
import dev.sluice.numbers.proto.ServerStreamSluice;

/** Server streaming, seen from the client: sends a number and prints its powers. */
public final class PowClient {
  private final ServerStreamSluice.Client client;
  private final Printer printer;

  /**
   * Makes the client.
   *
   * @param client makes the calls
   * @param printer takes a line for each response, and one for the end of the stream
   */
  public PowClient(ServerStreamSluice.Client client, Printer printer) {
    this.client = client;
    this.printer = printer;
  }

  /**
   * Makes a call; blocks until it has ended.
   *
   * @param number the number to get the powers of
   * @throws io.grpc.StatusRuntimeException if the call fails, after the powers received before
   */
  public void run(long number) {
    ServerStreamReq request = ServerStreamReq.newBuilder().setNumber(number).build();
    try (ServerStreamingCall<ServerStreamResp> call = client.pow(request)) {
      for (ServerStreamResp response : call) {
        printer.print(() -> "Recv data:" + response.getNumber());
      }
      printer.print(() -> "server closed");
    }
  }
}
