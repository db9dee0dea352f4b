package dev.sluice.interop;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.numbers.AllStreamService;
import dev.sluice.numbers.PowService;
import dev.sluice.numbers.Printer;
import dev.sluice.numbers.SqrtService;
import dev.sluice.numbers.SumService;
import dev.sluice.numbers.proto.AllStreamReq;
import dev.sluice.numbers.proto.AllStreamResp;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;
import dev.sluice.numbers.proto.ClientStreamReq;
import dev.sluice.numbers.proto.ClientStreamResp;
import dev.sluice.numbers.proto.ClientStreamSluice;
import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.BindableService;
import io.grpc.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;

/** Our services, telling how each call ended as the peers' servers do. */
final class JavaServer implements AutoCloseable {
  private final EndedCalls ended = new EndedCalls();
  private final Server server;

  JavaServer(boolean slow) throws IOException {
    SumService sum = new SumService(Printer.SILENT);
    SqrtService sqrt = new SqrtService(Printer.SILENT);
    SluiceServerBuilder builder =
        SluiceServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .intercept(ended);
    List<BindableService> services =
        List.of(
            new PowService(Printer.SILENT),
            slow ? new SlowSum(sum) : sum,
            slow ? new SlowSqrt(sqrt) : sqrt,
            new AllStreamService(Printer.SILENT));
    services.forEach(builder::addService);
    server = builder.build().start();
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  List<String> ended() {
    return ended.lines();
  }

  /** Cuts running streams. */
  void stop() {
    server.shutdownNow();
  }

  @Override
  public void close() {
    stop();
    try {
      if (!server.awaitTermination(20, SECONDS)) {
        throw new IllegalStateException("the server did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class SlowSum extends ClientStreamSluice.Service {
    private final SumService service;

    SlowSum(SumService service) {
      this.service = service;
    }

    @Override
    public ClientStreamResp sum(Receiver<ClientStreamReq> requests) {
      return service.sum(new SlowReceiver<>(requests));
    }
  }

  private static final class SlowSqrt extends BidirectionalStreamServerSluice.Service {
    private final SqrtService service;

    SlowSqrt(SqrtService service) {
      this.service = service;
    }

    @Override
    public void sqrt(Receiver<AllStreamReq> requests, Sender<AllStreamResp> responses) {
      service.sqrt(new SlowReceiver<>(requests), responses);
    }
  }
}
