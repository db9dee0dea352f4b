package dev.sluice.interop.cases;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Tells a handler which messages of its call came compressed. grpc-java's API does not, but a
 * tracer hears how large a message was on the wire and after that.
 */
final class ReceivedCompression extends ServerStreamTracer {
  private static final Context.Key<ReceivedCompression> KEY = Context.key("received compression");

  private final Queue<Boolean> compressed = new ConcurrentLinkedQueue<>();

  private ReceivedCompression() {}

  static Factory factory() {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new ReceivedCompression();
      }
    };
  }

  /** That of the call whose handler asks. */
  static ReceivedCompression current() {
    return KEY.get();
  }

  /** Whether the message that is handled came compressed; to be asked once for each, in order. */
  boolean next() {
    return compressed.remove();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
    compressed.add(wireSize != uncompressedSize);
  }
}
