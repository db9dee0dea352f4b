package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** The service as a user of grpc-java writes it, with back-pressure. */
final class ObserverService implements BindableService {
  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(BenchMethods.SERVICE)
        .addMethod(
            BenchMethods.DOWNLOAD, ServerCalls.asyncServerStreamingCall(ObserverService::download))
        .addMethod(
            BenchMethods.UPLOAD, ServerCalls.asyncClientStreamingCall(ObserverService::upload))
        .addMethod(
            BenchMethods.EXCHANGE, ServerCalls.asyncBidiStreamingCall(ObserverService::exchange))
        .addMethod(BenchMethods.ONCE, ServerCalls.asyncUnaryCall(ObserverService::once))
        .build();
  }

  private static void download(Order order, StreamObserver<Item> items) {
    var call = (ServerCallStreamObserver<Item>) items;
    call.setOnReadyHandler(new Pump(Items.of(order), call));
  }

  private static StreamObserver<Item> upload(StreamObserver<Total> total) {
    Fold fold = new Fold();
    return new StreamObserver<>() {
      @Override
      public void onNext(Item item) {
        fold.add(item);
      }

      @Override
      public void onError(Throwable cancelled) {}

      @Override
      public void onCompleted() {
        total.onNext(fold.total());
        total.onCompleted();
      }
    };
  }

  private static StreamObserver<Item> exchange(StreamObserver<Item> echoes) {
    return new Echo((ServerCallStreamObserver<Item>) echoes);
  }

  private static void once(Item item, StreamObserver<Item> echo) {
    echo.onNext(Items.echo(item));
    echo.onCompleted();
  }

  /** Asks for an item whenever there is room for its echo, so that neither piles up. */
  private static final class Echo implements StreamObserver<Item> {
    private final ServerCallStreamObserver<Item> echoes;
    private boolean asked;

    Echo(ServerCallStreamObserver<Item> echoes) {
      this.echoes = echoes;
      echoes.disableAutoRequest();
      echoes.setOnReadyHandler(this::ask);
    }

    private void ask() {
      if (!asked && echoes.isReady()) {
        asked = true;
        echoes.request(1);
      }
    }

    @Override
    public void onNext(Item item) {
      echoes.onNext(Items.echo(item));
      asked = false;
      ask();
    }

    @Override
    public void onError(Throwable cancelled) {}

    @Override
    public void onCompleted() {
      echoes.onCompleted();
    }
  }
}
