package dev.sluice.numbers;

import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.numbers.proto.AllStreamReq;
import dev.sluice.numbers.proto.AllStreamResp;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;

/** Bidirectional streaming: answers each number with its square root, as it arrives. */
public final class SqrtService extends BidirectionalStreamServerSluice.Service {
  private final Printer printer;

  /**
   * Makes the service.
   *
   * @param printer takes a line for each request
   */
  public SqrtService(Printer printer) {
    this.printer = printer;
  }

  /** Answers until the client half-closes. The root of a negative number is NaN. */
  @Override
  public void sqrt(Receiver<AllStreamReq> requests, Sender<AllStreamResp> responses) {
    for (AllStreamReq request : requests) {
      double number = request.getNumber();
      printer.print(() -> "Recv Data:" + Decimals.format(number) + " ");
      responses.send(AllStreamResp.newBuilder().setSqrt(Math.sqrt(number)).build());
    }
  }
}
