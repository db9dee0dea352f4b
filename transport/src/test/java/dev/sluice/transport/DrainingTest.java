package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import dev.sluice.DrainSignal;
import dev.sluice.Sender;
import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A handler learns that its connection will be closed, and can end its stream before. */
final class DrainingTest {
  @RegisterExtension final Running running = new Running();

  /** Sends until the connection drains, and says good-bye. */
  private static ServerServiceDefinition subscription() {
    return Texts.server((request, responses) -> {
      ServerCallContext context = ServerCallContext.current();
      CountDownLatch draining = new CountDownLatch(1);
      context.onDraining(draining::countDown);
      while (!draining.await(10, MILLISECONDS)) {
        responses.send("news " + context.isDraining());
      }
      responses.send("bye " + context.isDraining());
    });
  }

  private static void expectGoodBye(ManagedChannel channel, Runnable onFirst) throws Exception {
    try (var call = Calls.serverStreaming(channel, Texts.SERVER, CallOptions.DEFAULT, "")) {
      String last = call.receive();
      onFirst.run();
      for (String message : call) {
        last = message;
      }
      assertThat(last).isEqualTo("bye true");
      assertThat(call.status()).isEqualTo(Status.OK);
    }
  }

  @Test
  void aSubscriptionEndsItselfWhenItsConnectionIsOldEnough() throws Exception {
    Server server =
        running.start(
            SluiceServerBuilder.forAddress(Builders.loopback())
                .maxConnectionAge(1, SECONDS)
                .maxConnectionAgeGrace(1, MINUTES)
                .addService(subscription()));
    ManagedChannel channel = running.open(Builders.channel(server));
    expectGoodBye(channel, () -> {});
    // And the next one runs on a new connection, which is not old.
    expectGoodBye(channel, () -> {});
  }

  @Test
  void aStreamEndsItselfWhenItsServerIsShutDown() throws Exception {
    Server server = running.start(Builders.server().addService(subscription()));
    ManagedChannel channel = running.open(Builders.channel(server));
    expectGoodBye(channel, server::shutdown);
    assertThat(server.awaitTermination(20, SECONDS)).isTrue();
  }

  @Test
  void anActionThatComesLateRunsAtOnceAndEachRunsOnce() throws Exception {
    AtomicInteger early = new AtomicInteger();
    AtomicInteger late = new AtomicInteger();
    CountDownLatch drains = new CountDownLatch(1);
    CompletableFuture<String> thread = new CompletableFuture<>();
    Server server =
        running.start(
            Builders.server()
                .addService(
                    Texts.bidi((requests, responses) -> {
                      ServerCallContext context = ServerCallContext.current();
                      context.onDraining(early::incrementAndGet);
                      context.onDraining(() -> {
                        throw new IllegalStateException("an action that fails");
                      });
                      context.onDraining(drains::countDown);
                      responses.send(requests.receive());
                      drains.await();
                      context.onDraining(late::incrementAndGet);
                      context.onDraining(() ->
                          thread.complete(
                              Thread.currentThread().isVirtual()
                                  + " "
                                  + ServerCallContext.current().equals(context)));
                      thread.join();
                      await().until(() -> early.get() == 1 && late.get() == 1);
                      responses.send(requests.receive());
                    })));
    ManagedChannel channel = running.open(Builders.channel(server));
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("1");
      assertThat(call.receive()).isEqualTo("1");
      server.shutdown();
      call.send("2");
      assertThat(call.receive()).isEqualTo("2");
      assertThat(call.receive()).isNull();
    }
    assertThat(thread.get(20, SECONDS)).isEqualTo("true true");
    assertThat(early).hasValue(1);
    assertThat(late).hasValue(1);
  }

  @Test
  void aConnectionHoldsNothingOfCallsThatHaveEnded() throws Exception {
    CompletableFuture<ConnectionDrain> drain = new CompletableFuture<>();
    AtomicInteger ran = new AtomicInteger();
    CompletableFuture<ServerCallContext> ended = new CompletableFuture<>();
    CountDownLatch mayEnd = new CountDownLatch(1);
    Server server =
        running.start(
            Builders.server()
                .addService(
                    Texts.bidi((requests, responses) -> {
                      ServerCallContext context = ServerCallContext.current();
                      drain.complete((ConnectionDrain) context.attributes().get(DrainSignal.KEY));
                      context.onDraining(ran::incrementAndGet);
                      switch (answer(requests.receive(), responses)) {
                        case "return" -> ended.complete(context);
                        case "throw" -> throw Status.ABORTED.asException();
                        default -> {
                          while (mayEnd.getCount() > 0) {
                            try {
                              mayEnd.await();
                            } catch (InterruptedException ignored) {
                              // The call has ended, and the handler goes on.
                            }
                          }
                        }
                      }
                    })));
    ManagedChannel channel = running.open(Builders.channel(server));
    for (String way : List.of("return", "throw", "cancel")) {
      try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
        call.send(way);
        assertThat(call.receive()).isEqualTo(way);
      }
    }
    await().until(() -> drain.get().waiting() == 0);
    // Nor of what a handler that has ended registers.
    ended.get(20, SECONDS).onDraining(ran::incrementAndGet);
    assertThat(drain.get().waiting()).isZero();
    server.shutdown();
    await().until(() -> drain.get().isDraining());
    mayEnd.countDown();
    assertThat(server.awaitTermination(20, SECONDS)).isTrue();
    assertThat(ran).hasValue(0);
  }

  private static String answer(String request, Sender<String> responses) {
    responses.send(request);
    return request;
  }
}
