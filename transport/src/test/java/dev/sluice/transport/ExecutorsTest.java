package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which threads run handlers and callbacks. */
final class ExecutorsTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void handlersRunOnTheExecutorOfTheServer() {
    Server server =
        running.start(Builders.server().executor(threads("mine")).addService(threadName()));

    assertThat(Texts.call(running.open(Builders.channel(server)), "where?")).isEqualTo("mine");
  }

  @Test
  void callsCanHaveAnExecutorOfTheirOwn() {
    Executor special = threads("special");
    Executor usual = threads("usual");
    Server server =
        running.start(
            Builders.server()
                .executor(usual)
                .callExecutor(
                    new ServerCallExecutorSupplier() {
                      @Override
                      public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
                        return special;
                      }
                    })
                .addService(threadName()));

    assertThat(Texts.call(running.open(Builders.channel(server)), "where?")).isEqualTo("special");
  }

  @Test
  void callbacksRunOnTheExecutorOfTheChannel() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).executor(threads("mine")));

    assertThat(callbackThread(channel, CallOptions.DEFAULT)).isEqualTo("mine");
  }

  @Test
  void callbacksRunOnTheExecutorOfTheCall() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).executor(threads("usual")));

    assertThat(callbackThread(channel, CallOptions.DEFAULT.withExecutor(threads("special"))))
        .isEqualTo("special");
  }

  @Test
  void directExecutorsWork() {
    Server server = running.start(Builders.server().directExecutor().addService(threadName()));
    ManagedChannel channel = running.open(Builders.channel(server).directExecutor());

    assertThat(Texts.call(channel, "where?")).isNotEmpty();
    assertThat(callbackThread(channel, CallOptions.DEFAULT)).isNotEmpty();
  }

  private Executor threads(String name) {
    ExecutorService executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().name(name).daemon().factory());
    running.closeLater(executor::shutdownNow);
    return executor;
  }

  /** Tells on which thread it is handled. */
  private static ServerServiceDefinition threadName() {
    return ServerServiceDefinition.builder(Texts.SERVICE)
        .addMethod(
            Texts.UNARY,
            ServerCalls.asyncUnaryCall((request, responses) -> {
              responses.onNext(Thread.currentThread().getName());
              responses.onCompleted();
            }))
        .build();
  }

  private static String callbackThread(ManagedChannel channel, CallOptions options) {
    CompletableFuture<String> thread = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        channel.newCall(Texts.UNARY, options),
        "hello",
        new StreamObserver<>() {
          @Override
          public void onNext(String response) {
            thread.complete(Thread.currentThread().getName());
          }

          @Override
          public void onError(Throwable failure) {
            thread.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    return thread.join();
  }
}
