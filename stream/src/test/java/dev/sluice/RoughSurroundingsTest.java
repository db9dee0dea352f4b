package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Rig.Transport;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interceptors and executors that fail, or act on their own, leave nobody waiting. */
class RoughSurroundingsTest {
  private static final Metadata.Key<String> NAME =
      Metadata.Key.of("name", Metadata.ASCII_STRING_MARSHALLER);

  private static ServerInterceptor headersFail() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return next.startCall(
            new SimpleForwardingServerCall<>(call) {
              @Override
              public void sendHeaders(Metadata sent) {
                throw new IllegalStateException("no headers today");
              }
            },
            headers);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void aCallWhoseHeadersCannotBeSentStillEnds(Transport transport) {
    try (Rig rig =
            Rig.over(transport)
                .with(headersFail())
                .server((fail, responses) -> {
                  ServerCallContext.current().responseHeaders().put(NAME, "x");
                  if (fail == 1) {
                    throw Status.NOT_FOUND.asException();
                  }
                })
                .start();
        var failed = rig.client().server(1);
        var ended = rig.client().server(0)) {
      assertThat(Statuses.codeThrownBy(failed::receive)).isEqualTo(Code.NOT_FOUND);
      assertThat(Statuses.codeThrownBy(ended::receive)).isEqualTo(Code.UNKNOWN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerEndsWhenAnInterceptorClosesItsCall(Transport transport) throws Exception {
    ServerInterceptor closes =
        new ServerInterceptor() {
          @Override
          public <Q, R> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            // A context of its own: that of the call does not reach the handler.
            Context previous = Context.ROOT.attach();
            try {
              return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onMessage(Q message) {
                  call.close(Status.PERMISSION_DENIED, new Metadata());
                }
              };
            } finally {
              Context.ROOT.detach(previous);
            }
          }
        };
    CompletableFuture<Code> handler = new CompletableFuture<>();
    try (Rig rig =
            Rig.over(transport)
                .with(closes)
                .bidi((requests, responses) ->
                    handler.complete(Statuses.codeThrownBy(requests::receive)))
                .start();
        var call = rig.client().bidi()) {
      call.send(1L);
      assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(handler.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void aCallWhoseExecutorRejectsFails() throws Exception {
    RejectingExecutor executor = new RejectingExecutor();
    try (Rig rig = Rig.overSockets().bidi(CallKindsTest::square).start();
        var call = rig.client().withExecutor(executor).bidi()) {
      call.send(3L);
      assertThat(call.receive()).isEqualTo(9);
      executor.rejectOnceIdle();
      call.send(4L);
      call.closeSend();
      Status status = Statuses.thrownBy(() -> call.forEach(response -> {})).getStatus();
      assertThat(status.getCode()).isEqualTo(Code.CANCELLED);
      assertThat(status.getCause()).hasMessage("full");
    }
  }

  /** A task that still runs would take up what comes next without asking the executor again. */
  private static final class RejectingExecutor implements Executor {
    private int running;
    private boolean rejects;

    @Override
    public synchronized void execute(Runnable task) {
      if (rejects) {
        throw new RejectedExecutionException("full");
      }
      running++;
      Thread.startVirtualThread(() -> {
        try {
          task.run();
        } finally {
          ended();
        }
      });
    }

    private synchronized void ended() {
      running--;
      notifyAll();
    }

    synchronized void rejectOnceIdle() throws InterruptedException {
      while (running > 0) {
        wait();
      }
      rejects = true;
    }
  }

  @Test
  void aCancelThatThrowsReleasesWhatWaits() throws Exception {
    ClientInterceptor throwing =
        new ClientInterceptor() {
          @Override
          public <Q, R> ClientCall<Q, R> interceptCall(
              MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
              @Override
              public void cancel(String message, Throwable cause) {
                super.cancel(message, cause);
                throw new IllegalStateException("cancelled badly");
              }
            };
          }
        };
    try (Rig rig = Rig.overSockets().bidi((requests, responses) -> requests.receive()).start();
        var call = rig.client().withInterceptors(throwing).bidi()) {
      CompletableFuture<Code> headers = new CompletableFuture<>();
      Thread waiting =
          Thread.ofPlatform().start(() -> headers.complete(Statuses.codeThrownBy(call::headers)));
      await().until(() -> waiting.getState() == Thread.State.WAITING);
      call.cancel("enough", null);
      assertThat(headers.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
      assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSentIsNotChangedAfterwards(Transport transport) throws Exception {
    CompletableFuture<Boolean> changed = new CompletableFuture<>();
    try (Rig rig =
            Rig.over(transport)
                .server((request, responses) -> {
                  ServerCallContext context = ServerCallContext.current();
                  context.responseHeaders().put(NAME, "sent");
                  responses.send(1L);
                  context.responseHeaders().put(NAME, "too late");
                  changed.complete(true);
                  Metadata trailers = context.responseTrailers();
                  trailers.put(NAME, "once");
                  throw Status.ABORTED.asException(trailers);
                })
                .start();
        var call = rig.client().server(0)) {
      changed.get(20, SECONDS);
      assertThat(call.headers().getAll(NAME)).containsExactly("sent");
      assertThat(call.receive()).isEqualTo(1);
      assertThat(Statuses.thrownBy(call::receive).getTrailers().getAll(NAME))
          .containsExactly("once");
    }
  }
}
