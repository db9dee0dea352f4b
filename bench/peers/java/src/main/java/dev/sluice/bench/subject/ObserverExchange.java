package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.proto.Item;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** An open stream of {@code StreamObserver}s, for a thread that waits for each echo. */
final class ObserverExchange implements Exchange, ClientResponseObserver<Item, Item> {
  /** What a callback said: an echo, or else the end. */
  private record Event(@Nullable Item echo, Status end) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private @Nullable ClientCallStreamObserver<Item> requests;

  @Override
  public void beforeStart(ClientCallStreamObserver<Item> call) {
    requests = call;
  }

  @Override
  public void onNext(Item echo) {
    events.add(new Event(echo, Status.OK));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event(null, Status.fromThrowable(failure)));
  }

  @Override
  public void onCompleted() {
    events.add(new Event(null, Status.OK));
  }

  private ClientCallStreamObserver<Item> requests() {
    if (requests == null) {
      throw new IllegalStateException("the call was not started");
    }
    return requests;
  }

  @Override
  public Item roundTrip(Item item) throws InterruptedException {
    requests().onNext(item);
    Event event = events.take();
    if (event.echo() == null) {
      throw event.end().augmentDescription("ended before the echo came").asRuntimeException();
    }
    return event.echo();
  }

  @Override
  public void finish() throws InterruptedException {
    requests().onCompleted();
    Event event = events.take();
    if (event.echo() != null || !event.end().isOk()) {
      throw new IllegalStateException("instead of the end came " + event);
    }
  }

  @Override
  public void close() {
    requests().cancel("closed", null);
  }
}
