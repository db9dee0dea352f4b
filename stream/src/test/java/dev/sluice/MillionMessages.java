package dev.sluice;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * A process that serves streams of a million numbers, or calls one: what {@link MemoryTest} runs in
 * little memory. Each reader stalls once, while its peer goes on sending.
 */
final class MillionMessages {
  static final long COUNT = 1_000_000;
  static final long SUM = COUNT * (COUNT - 1) / 2;
  private static final long STALL_AFTER = 10_000;
  private static final Duration STALL = Duration.ofSeconds(2);

  private MillionMessages() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("serve")) {
      serve();
    } else {
      System.out.println(call(arguments[0], Integer.parseInt(arguments[1])));
    }
  }

  private static void serve() throws Exception {
    try (Rig rig =
        Rig.overSockets()
            .server((count, responses) -> send(count, responses))
            .client(MillionMessages::sumSlowly)
            .bidi((requests, responses) -> {
              Iterator<Long> slow = slowly(requests).iterator();
              while (slow.hasNext()) {
                responses.send(slow.next());
              }
            })
            .start()) {
      System.out.println(rig.server().getPort());
      // The test closes our input when it has done with us.
      while (System.in.read() >= 0) {}
    }
  }

  private static long call(String kind, int port) throws Exception {
    ManagedChannel channel = Rig.SOCKETS.channel("127.0.0.1", port).build();
    Rig.Client client = new Rig.Client(channel, CallOptions.DEFAULT);
    try {
      return switch (kind) {
        case "server" -> {
          try (var call = client.server(COUNT)) {
            yield sumSlowly(call);
          }
        }
        case "client" -> {
          try (var call = client.client()) {
            send(COUNT, call);
            yield call.closeAndReceive();
          }
        }
        case "bidi" -> {
          try (var call = client.bidi()) {
            long[] sum = new long[1];
            Duplex.run(
                () -> {
                  send(COUNT, call);
                  call.closeSend();
                },
                () -> sum[0] = sumSlowly(call));
            yield sum[0];
          }
        }
        default -> throw new IllegalArgumentException(kind);
      };
    } finally {
      channel.shutdownNow();
    }
  }

  private static void send(long count, Sender<Long> sender) {
    for (long i = 0; i < count; i++) {
      sender.send(i);
    }
  }

  private static long sumSlowly(Receiver<Long> receiver) {
    return slowly(receiver).sum();
  }

  private static LongStream slowly(Receiver<Long> receiver) {
    long[] received = new long[1];
    return receiver.stream()
        .mapToLong(number -> {
          if (++received[0] == STALL_AFTER) {
            stall();
          }
          return number;
        });
  }

  private static void stall() {
    try {
      Thread.sleep(STALL);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
