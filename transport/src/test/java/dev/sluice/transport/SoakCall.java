package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** The kinds of call that the soak makes, of random sizes, and how each is to end. */
enum SoakCall {
  UNARY(Status.Code.OK) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      unary(channel, options, random(0, 4_000), messages);
    }
  },
  BIG(Status.Code.OK) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      unary(channel, options, random(500_000, 3_000_000), messages);
    }
  },
  SERVER_STREAMING(Status.Code.OK) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      int count = random(0, 2_000);
      byte[] request = SoakService.countRequest(count, random(0, 2_000));
      try (var call = Calls.serverStreaming(channel, SoakService.COUNT, options, request)) {
        int next = 0;
        for (byte[] response : call) {
          SoakService.check(response, next++);
          messages.add();
        }
        checkCount(next, count);
      }
    }
  },
  CLIENT_STREAMING(Status.Code.OK) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      int count = random(0, 2_000);
      int size = random(0, 2_000);
      try (var call = Calls.clientStreaming(channel, SoakService.COLLECT, options)) {
        for (int i = 0; i < count && call.send(SoakService.message(i, size)); i++) {
          messages.add();
        }
        SoakService.check(call.closeAndReceive(), count);
      }
    }
  },
  BIDI(Status.Code.OK) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      bidi(channel, SoakService.ECHO, options, messages);
    }
  },
  COMPRESSED(Status.Code.OK) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      bidi(channel, SoakService.ECHO_GZIP, options.withCompression("gzip"), messages);
    }
  },
  CANCELLED(Status.Code.CANCELLED) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      byte[] request = SoakService.countRequest(1_000_000, random(0, 2_000));
      try (var call = Calls.serverStreaming(channel, SoakService.COUNT, options, request)) {
        int last = random(0, 1_000);
        for (int i = 0; i < last; i++) {
          SoakService.check(call.receive(), i);
          messages.add();
        }
        call.cancel("enough", null);
        // What had arrived before may still be received.
        for (int i = last; i < 1_000_000; i++) {
          SoakService.check(call.receive(), i);
        }
      }
    }
  },
  LATE(Status.Code.DEADLINE_EXCEEDED) {
    @Override
    void make(Channel channel, CallOptions options, Counter messages) {
      CallOptions soon = options.withDeadlineAfter(random(1, 50), MILLISECONDS);
      try (var call = Calls.bidiStreaming(channel, SoakService.ECHO, soon)) {
        call.send(SoakService.message(0, 100));
        SoakService.check(call.receive(), 0);
        messages.add();
        call.receive();
      }
    }
  };

  /** How long a call may take at most: one that hangs is seen by that. */
  private static final int MAX_SECONDS = 60;

  /** Counts messages. */
  interface Counter {
    void add();
  }

  private final Status.Code expected;

  SoakCall(Status.Code expected) {
    this.expected = expected;
  }

  abstract void make(Channel channel, CallOptions options, Counter messages);

  Status.Code expected() {
    return expected;
  }

  /** Makes a call, and returns how it ended. */
  Status run(Channel channel, boolean waitForReady, Counter messages) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(MAX_SECONDS, SECONDS);
    try {
      make(channel, waitForReady ? options.withWaitForReady() : options, messages);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  static int random(int least, int most) {
    return ThreadLocalRandom.current().nextInt(least, most + 1);
  }

  private static void unary(Channel channel, CallOptions options, int size, Counter messages) {
    byte[] request = SoakService.message(7, size);
    byte[] response = Calls.unary(channel, SoakService.UNARY, options, request);
    SoakService.check(response, 7);
    checkCount(response.length, request.length);
    messages.add();
  }

  private static void bidi(
      Channel channel,
      MethodDescriptor<byte[], byte[]> method,
      CallOptions options,
      Counter messages) {
    int count = random(0, 500);
    int size = random(0, 5_000);
    try (BidiStreamingCall<byte[], byte[]> call = Calls.bidiStreaming(channel, method, options)) {
      CompletableFuture<Boolean> sent =
          Background.start(() -> {
            for (int i = 0; i < count; i++) {
              if (!call.send(SoakService.message(i, size))) {
                return false;
              }
            }
            call.closeSend();
            return true;
          });
      int next = 0;
      for (byte[] response : call) {
        SoakService.check(response, next++);
        messages.add();
      }
      checkCount(next, count);
      checkCount(sent.join() ? 1 : 0, 1);
    }
  }

  private static void checkCount(int is, int expected) {
    if (is != expected) {
      throw SoakService.loss(is + " came instead of " + expected);
    }
  }
}
