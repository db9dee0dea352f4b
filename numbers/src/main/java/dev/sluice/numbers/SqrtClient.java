package dev.sluice.numbers;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Duplex;
import dev.sluice.numbers.proto.AllStreamReq;
import dev.sluice.numbers.proto.AllStreamResp;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;
import java.util.Iterator;

/** Bidirectional streaming, seen from the client: sends numbers while it prints their roots. */
public final class SqrtClient {
  private final BidirectionalStreamServerSluice.Client client;
  private final Printer printer;

  /**
   * Makes the client.
   *
   * @param client makes the calls
   * @param printer takes a line for each response, and one for the end of the stream
   */
  public SqrtClient(BidirectionalStreamServerSluice.Client client, Printer printer) {
    this.client = client;
    this.printer = printer;
  }

  /**
   * Makes a call; blocks until it has ended.
   *
   * @param numbers the numbers, asked for by another thread than the one that prints; that thread
   *     is interrupted if the call fails, and if it throws, the call is cancelled
   * @throws io.grpc.StatusRuntimeException if the call fails, after the roots received before
   * @throws Exception what the numbers threw, or {@link InterruptedException} if this thread was
   *     interrupted
   */
  public void run(Iterator<Double> numbers) throws Exception {
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call = client.sqrt()) {
      Duplex.run(() -> send(numbers, call), () -> print(call));
    }
  }

  private static void send(
      Iterator<Double> numbers, BidiStreamingCall<AllStreamReq, AllStreamResp> call) {
    boolean wanted = true;
    while (wanted && numbers.hasNext()) {
      wanted = call.send(AllStreamReq.newBuilder().setNumber(numbers.next()).build());
    }
    call.closeSend();
  }

  private void print(BidiStreamingCall<AllStreamReq, AllStreamResp> call) {
    for (AllStreamResp response : call) {
      printer.print(() -> "Recv Data:" + Decimals.format(response.getSqrt()) + " ");
    }
    printer.print(() -> "Server Closed");
  }
}
