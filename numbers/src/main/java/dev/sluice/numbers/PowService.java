package dev.sluice.numbers;

import dev.sluice.Sender;
import dev.sluice.numbers.proto.ServerStreamReq;
import dev.sluice.numbers.proto.ServerStreamResp;
import dev.sluice.numbers.proto.ServerStreamSluice;
import io.grpc.Status;

/** Server streaming: answers a number with its powers, from the 0th to the 9th. */
public final class PowService extends ServerStreamSluice.Service {
  private static final int LAST_EXPONENT = 9;

  private final Printer printer;

  /**
   * Makes the service.
   *
   * @param printer takes a line for each request
   */
  public PowService(Printer printer) {
    this.printer = printer;
  }

  /**
   * Sends the powers that fit int64.
   *
   * @throws io.grpc.StatusRuntimeException with {@code OUT_OF_RANGE} at the first that does not
   */
  @Override
  public void pow(ServerStreamReq request, Sender<ServerStreamResp> responses) {
    long number = request.getNumber();
    printer.print(() -> "Recv Client Data " + number);
    long power = 1;
    responses.send(response(power));
    for (int exponent = 1; exponent <= LAST_EXPONENT; exponent++) {
      power = multiply(power, number, exponent);
      responses.send(response(power));
    }
  }

  private static long multiply(long power, long number, int exponent) {
    try {
      return Math.multiplyExact(power, number);
    } catch (ArithmeticException e) {
      throw Status.OUT_OF_RANGE
          .withDescription(number + "^" + exponent + " does not fit int64")
          .withCause(e)
          .asRuntimeException();
    }
  }

  private static ServerStreamResp response(long power) {
    return ServerStreamResp.newBuilder().setNumber(power).build();
  }
}
