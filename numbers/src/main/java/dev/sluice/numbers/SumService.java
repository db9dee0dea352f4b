package dev.sluice.numbers;

import dev.sluice.Receiver;
import dev.sluice.numbers.proto.ClientStreamReq;
import dev.sluice.numbers.proto.ClientStreamResp;
import dev.sluice.numbers.proto.ClientStreamSluice;
import io.grpc.Status;

/** Client streaming: answers the numbers of a stream with their sum. */
public final class SumService extends ClientStreamSluice.Service {
  private final Printer printer;

  /**
   * Makes the service.
   *
   * @param printer takes a line for each request, and one for the end of the stream
   */
  public SumService(Printer printer) {
    this.printer = printer;
  }

  /**
   * Adds up the numbers until the client half-closes; none add up to 0.
   *
   * @throws io.grpc.StatusRuntimeException with {@code OUT_OF_RANGE} as soon as the sum does not
   *     fit int64
   */
  @Override
  public ClientStreamResp sum(Receiver<ClientStreamReq> requests) {
    long sum = 0;
    long message = 0;
    for (ClientStreamReq request : requests) {
      long number = request.getData();
      printer.print(() -> "Recved " + number);
      message++;
      sum = add(sum, number, message);
    }
    printer.print(() -> "client closed");
    return ClientStreamResp.newBuilder().setSum(sum).build();
  }

  private static long add(long sum, long number, long message) {
    try {
      return Math.addExact(sum, number);
    } catch (ArithmeticException e) {
      throw Status.OUT_OF_RANGE
          .withDescription("the sum does not fit int64 at message " + message)
          .withCause(e)
          .asRuntimeException();
    }
  }
}
