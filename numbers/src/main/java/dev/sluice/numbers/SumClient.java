package dev.sluice.numbers;

import dev.sluice.ClientStreamingCall;
import dev.sluice.numbers.proto.ClientStreamReq;
import dev.sluice.numbers.proto.ClientStreamResp;
import dev.sluice.numbers.proto.ClientStreamSluice;
import java.util.Iterator;

/** Client streaming, seen from the client: sends numbers and prints their sum. */
public final class SumClient {
  private final ClientStreamSluice.Client client;
  private final Printer printer;

  /**
   * Makes the client.
   *
   * @param client makes the calls
   * @param printer takes the line with the sum
   */
  public SumClient(ClientStreamSluice.Client client, Printer printer) {
    this.client = client;
    this.printer = printer;
  }

  /**
   * Makes a call; blocks until it has ended.
   *
   * @param numbers the numbers to add up, each asked for when the one before it is sent; if it
   *     throws, the call is cancelled
   * @throws io.grpc.StatusRuntimeException if the call fails
   */
  public void run(Iterator<Long> numbers) {
    try (ClientStreamingCall<ClientStreamReq, ClientStreamResp> call = client.sum()) {
      boolean wanted = true;
      while (wanted && numbers.hasNext()) {
        wanted = call.send(ClientStreamReq.newBuilder().setData(numbers.next()).build());
      }
      ClientStreamResp response = call.closeAndReceive();
      printer.print(() -> "sum: " + response.getSum());
    }
  }
}
