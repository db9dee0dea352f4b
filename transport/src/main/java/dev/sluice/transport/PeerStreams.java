package dev.sluice.transport;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A connection that tells the streams apart that are no more: what a peer has sent on one that was
 * closed, or refused, before it knew is ignored (RFC 9113, 5.1), and costs no other stream its
 * connection. But one that it has skipped it may not open any more (5.1.1). Event loop.
 */
final class PeerStreams extends DefaultHttp2Connection {
  /** Who skips more has the oldest forgotten, and taken for streams that are closed. */
  private static final int MAX_GAPS = 32;

  /** The streams between two that the peer has used one after the other. */
  private record Gap(int before, int after) {
    boolean contains(int streamId) {
      return before < streamId && streamId < after;
    }
  }

  private final Deque<Gap> gaps = new ArrayDeque<>(1);

  /** The last stream that the peer has used, be it that it was refused. */
  private int lastUsed;

  PeerStreams(boolean server) {
    super(server);
    lastUsed = server ? -1 : 0;
    addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamAdded(Http2Stream stream) {
            used(stream.id());
          }
        });
  }

  /** The peer has used a stream, which there need not be for that. */
  void used(int streamId) {
    if (!remote().isValidStreamId(streamId) || streamId <= lastUsed) {
      return;
    }
    if (streamId > lastUsed + 2) {
      if (gaps.size() == MAX_GAPS) {
        gaps.removeFirst();
      }
      gaps.addLast(new Gap(lastUsed, streamId));
    }
    lastUsed = streamId;
  }

  /** Whether a stream is one that the peer must not use: servers have none that are their own. */
  boolean isForbidden(int streamId) {
    return remote().isValidStreamId(streamId)
        && (!isServer() || gaps.stream().anyMatch(gap -> gap.contains(streamId)));
  }

  @Override
  public boolean streamMayHaveExisted(int streamId) {
    return super.streamMayHaveExisted(streamId)
        || (streamId <= lastUsed && remote().isValidStreamId(streamId));
  }
}
