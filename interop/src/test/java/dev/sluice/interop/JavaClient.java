package dev.sluice.interop;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Duplex;
import dev.sluice.Receiver;
import dev.sluice.numbers.Decimals;
import dev.sluice.numbers.proto.AllStreamReq;
import dev.sluice.numbers.proto.AllStreamResp;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;
import dev.sluice.numbers.proto.ClientStreamReq;
import dev.sluice.numbers.proto.ClientStreamSluice;
import dev.sluice.numbers.proto.ServerStreamReq;
import dev.sluice.numbers.proto.ServerStreamSluice;
import dev.sluice.numbers.proto.text.AllStreamServerSluice;
import dev.sluice.transport.SluiceChannelBuilder;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Our clients, running the cases that the peers' clients run, and printing what those print. */
final class JavaClient implements AutoCloseable {
  /** Their texts differ from stack to stack. */
  private static final Set<Code> WITHOUT_TEXT =
      EnumSet.of(Code.OK, Code.CANCELLED, Code.DEADLINE_EXCEEDED, Code.UNAVAILABLE);

  private final ManagedChannel channel;
  private final Consumer<String> output;

  JavaClient(String target, Consumer<String> output) {
    this.channel = SluiceChannelBuilder.forTarget(target).usePlaintext().build();
    this.output = output;
  }

  void call(List<String> call) throws Exception {
    List<String> arguments = call.subList(1, call.size());
    try {
      switch (call.getFirst()) {
        case "pow" -> pow(Long.parseLong(arguments.getFirst()));
        case "sum" -> sum(arguments.stream().mapToLong(Long::parseLong).toArray());
        case "many-sum" -> manySum(Long.parseLong(arguments.getFirst()));
        case "sqrt" -> sqrt(arguments.stream().mapToDouble(Decimals::parse).toArray());
        case "text" -> text(arguments);
        case "deadline" -> deadline();
        case "cancel" -> cancel();
        case "cut" -> cut();
        case "many" -> many(Long.parseLong(arguments.getFirst()), false);
        case "many-slow" -> many(Long.parseLong(arguments.getFirst()), true);
        default -> throw new IllegalArgumentException("unknown case: " + call);
      }
      output.accept("status OK");
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      boolean bare = WITHOUT_TEXT.contains(status.getCode());
      output.accept("status " + status.getCode() + (bare ? "" : " " + status.getDescription()));
    }
  }

  private void pow(long number) {
    var client = ServerStreamSluice.newClient(channel);
    try (var call = client.pow(ServerStreamReq.newBuilder().setNumber(number).build())) {
      call.forEach(response -> output.accept(Long.toString(response.getNumber())));
    }
  }

  private void sum(long... numbers) {
    try (var call = ClientStreamSluice.newClient(channel).sum()) {
      for (long number : numbers) {
        call.send(ClientStreamReq.newBuilder().setData(number).build());
      }
      output.accept(Long.toString(call.closeAndReceive().getSum()));
    }
  }

  private void manySum(long count) {
    try (var call = ClientStreamSluice.newClient(channel).sum()) {
      for (long i = 0; i < count; i++) {
        call.send(ClientStreamReq.newBuilder().setData(i).build());
      }
      output.accept(Long.toString(call.closeAndReceive().getSum()));
    }
  }

  private BidiStreamingCall<AllStreamReq, AllStreamResp> openSqrt() {
    return BidirectionalStreamServerSluice.newClient(channel).sqrt();
  }

  private static AllStreamReq request(double number) {
    return AllStreamReq.newBuilder().setNumber(number).build();
  }

  private void printNext(Receiver<AllStreamResp> responses) {
    AllStreamResp response = responses.receive();
    if (response != null) {
      output.accept(Decimals.format(response.getSqrt()));
    }
  }

  private void sqrt(double... numbers) {
    try (var call = openSqrt()) {
      for (double number : numbers) {
        call.send(request(number));
        printNext(call);
      }
      call.closeSend();
      call.forEach(response -> output.accept("unasked: " + response.getSqrt()));
    }
  }

  private void text(List<String> texts) throws Exception {
    try (var call = AllStreamServerSluice.newClient(channel).allStream()) {
      Duplex.run(
          () -> {
            for (String text : texts) {
              call.send(
                  dev.sluice.numbers.proto.text.AllStreamReq.newBuilder().setData(text).build());
            }
            call.closeSend();
          },
          () -> call.forEach(response -> output.accept(response.getData())));
    }
  }

  private void deadline() {
    var client =
        BidirectionalStreamServerSluice.newClient(channel)
            .withDeadlineAfter(Duration.ofMillis(300));
    try (var call = client.sqrt()) {
      call.send(request(4));
      printNext(call);
      printNext(call);
    }
  }

  private void cancel() {
    try (var call = openSqrt()) {
      for (double number : new double[] {4, 9, 16}) {
        call.send(request(number));
      }
      for (int i = 0; i < 3; i++) {
        printNext(call);
      }
      call.cancel("enough", null);
      printNext(call);
    }
  }

  private void cut() {
    try (var call = openSqrt()) {
      call.send(request(4));
      printNext(call);
      output.accept("ready");
      printNext(call);
    }
  }

  private void many(long count, boolean slow) throws Exception {
    try (var call = openSqrt()) {
      Receiver<AllStreamResp> responses = slow ? new SlowReceiver<>(call) : call;
      Duplex.run(
          () -> {
            for (long i = 0; i < count; i++) {
              call.send(request((double) i * i));
            }
            call.closeSend();
          },
          () -> {
            long received = 0;
            long sum = 0;
            for (AllStreamResp response : responses) {
              received++;
              sum += (long) response.getSqrt();
            }
            output.accept("count " + received + " sum " + sum);
          });
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(20, SECONDS)) {
        throw new IllegalStateException("the channel did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
