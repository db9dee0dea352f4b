package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.numbers.Printer;
import dev.sluice.numbers.SumService;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client says along with its calls, seen from a server. */
final class CallOptionsTest {
  private volatile Metadata headers;
  private volatile Deadline deadline;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    ServerInterceptor look =
        new ServerInterceptor() {
          @Override
          public <Q, R> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, R> call, Metadata received, ServerCallHandler<Q, R> next) {
            headers = received;
            deadline = Context.current().getDeadline();
            return next.startCall(call, received);
          }
        };
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(ServerInterceptors.intercept(new SumService(Printer.SILENT), look))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
    await("the end of the server").until(server::isTerminated);
  }

  @Test
  void headersArrive() {
    Run run =
        run(
            "--header",
            "user=ann",
            "--header",
            "user=bob=b",
            "--header",
            "empty=",
            "--header",
            "raw-bin=AP8=");

    assertThat(run.undated()).containsExactly("sum: 45");
    assertThat(headers.getAll(Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER)))
        .containsExactly("ann", "bob=b");
    assertThat(headers.get(Metadata.Key.of("empty", Metadata.ASCII_STRING_MARSHALLER))).isEmpty();
    assertThat(headers.get(Metadata.Key.of("raw-bin", Metadata.BINARY_BYTE_MARSHALLER)))
        .containsExactly(0, 0xff);
  }

  @Test
  void headersThatAreNoneAreNamed() {
    assertThat(List.of("=x", "a b=c", "x-bin=?", "x=ü", "x=a\nb"))
        .allSatisfy(header -> {
          Run run = run("--header", header);
          assertThat(run.err())
              .startsWith("sluice: Invalid value for option '--header'")
              .doesNotContain("\n");
          assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        });
  }

  @Test
  void compressionIsUsed() {
    Run run = run("--compress", "gzip");

    assertThat(run.undated()).containsExactly("sum: 45");
    assertThat(headers.get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("gzip");
  }

  @Test
  void deadlineArrives() {
    run("--deadline", "1.5m");

    assertThat(deadline.timeRemaining(TimeUnit.SECONDS)).isBetween(1L, 90L);
  }

  @Test
  void callThatTakesLongerThanItsDeadlineFails() {
    Run run = run("--deadline", "300ms", "--interval", "10m");

    assertThat(run.err())
        .isEqualTo(
            "sluice: DEADLINE_EXCEEDED: the call to localhost:"
                + server.getPort()
                + " did not end within 300ms");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  private Run run(String... options) {
    List<String> args =
        new ArrayList<>(List.of("sum", "--target", "localhost:" + server.getPort()));
    args.addAll(List.of(options));
    return Run.of(args.toArray(String[]::new));
  }
}
