package dev.sluice.transport;

import static dev.sluice.Interleavings.expect;

import dev.sluice.Interleavings;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.StatsTraceContext;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

/**
 * A server's call gives headers, messages and its end while the event loop looks at the stream for
 * reasons of its own: they are written in this order, and all of them.
 */
class AnsweringRaces {
  private static final int INTERLEAVINGS = 200;

  static {
    // Lincheck would see initializers run in the first interleaving only.
    Scene warm = new Scene();
    warm.begin();
    warm.look();
    warm.end();
    warm.expectWritten("headers message trailers ");
    Scene aborted = new Scene();
    aborted.abort();
    aborted.look();
    aborted.expectEnded();
  }

  @Test
  void messagesDoNotOvertakeTheHeaders() {
    Interleavings.of(() -> new Scene())
        .thread(Scene::begin)
        .thread(Scene::lookForCredit)
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("headers message "));
  }

  @Test
  void theEndDoesNotOvertakeMessages() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          scene.begin();
          scene.end();
        })
        .thread(Scene::lookForCredit)
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("headers message trailers "));
  }

  /** The call is over before it has begun to answer: what then is written is all there is. */
  @Test
  void headersDoNotChangeWhatACallThatIsAbortedIsTold() {
    Interleavings.of(() -> new Scene())
        .thread(Scene::begin)
        .thread(scene -> {
          scene.abort();
          scene.look();
        })
        .explore(INTERLEAVINGS, Scene::expectEnded);
  }

  private static final class Scene extends FakeConnection.Scene {
    private final ServerCallStream stream =
        new ServerCallStream(
            connection(), FakeConnection.HTTP2_STREAM, null, false, StatsTraceContext.NOOP);

    private String written = "";

    Scene() {
      stream.setListenerUnlessSet();
    }

    void begin() {
      stream.writeHeaders(new Metadata(), false);
      stream.writeMessage(new ByteArrayInputStream(new byte[] {7}));
      stream.flush();
    }

    void end() {
      stream.close(Status.OK, new Metadata());
    }

    /** With OK, since any other end is told to the listener on a thread of its own. */
    void abort() {
      stream.cancel(Status.OK);
    }

    void look() {
      look(stream);
    }

    /** As when window is to be given back. */
    void lookForCredit() {
      stream.schedule();
      look();
    }

    @Override
    void headersWritten(Http2Headers block, boolean endStream) {
      boolean first = written.isEmpty();
      expect(
          first == (block.status() != null), "the first headers have the status, and no others do");
      written += endStream ? "trailers " : "headers ";
    }

    @Override
    void dataWritten() {
      written += "message ";
    }

    void expectWritten(String all) {
      while (look(stream)) {}
      expect(written.equals(all), written);
    }

    void expectEnded() {
      while (look(stream)) {}
      expect(written.endsWith("trailers "), written);
    }
  }
}
