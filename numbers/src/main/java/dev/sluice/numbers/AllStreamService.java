package dev.sluice.numbers;

import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.numbers.proto.text.AllStreamReq;
import dev.sluice.numbers.proto.text.AllStreamResp;
import dev.sluice.numbers.proto.text.AllStreamServerSluice;
import io.grpc.Status;

/** The first draft of {@link SqrtService}: the same exchange, with the numbers as text. */
public final class AllStreamService extends AllStreamServerSluice.Service {
  private static final int QUOTED_CODE_POINTS = 64;

  private final Printer printer;

  /**
   * Makes the service.
   *
   * @param printer takes a line for each number
   */
  public AllStreamService(Printer printer) {
    this.printer = printer;
  }

  /**
   * Answers until the client half-closes. The root of a negative number is NaN.
   *
   * @throws io.grpc.StatusRuntimeException with {@code INVALID_ARGUMENT} at text that is no number
   */
  @Override
  public void allStream(Receiver<AllStreamReq> requests, Sender<AllStreamResp> responses) {
    for (AllStreamReq request : requests) {
      double number = parse(request.getData());
      printer.print(() -> "Recv Data:" + Decimals.format(number) + " ");
      String root = Decimals.format(Math.sqrt(number));
      responses.send(AllStreamResp.newBuilder().setData(root).build());
    }
  }

  private static double parse(String text) {
    try {
      return Decimals.parse(text);
    } catch (NumberFormatException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription("\"" + cut(text) + "\" is no number")
          .withCause(e)
          .asRuntimeException();
    }
  }

  private static String cut(String text) {
    if (text.codePointCount(0, text.length()) <= QUOTED_CODE_POINTS) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, QUOTED_CODE_POINTS)) + "…";
  }
}
