package dev.sluice.transport;

import io.grpc.InternalChannelz.TransportStats;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many messages a connection has carried, for channelz. The counts of grpc-java's own tracer
 * are of no use: one is for the event loop only, the other would cost each message a look at the
 * clock. Any thread.
 */
final class MessageCounts {
  private final LongAdder sent = new LongAdder();
  private volatile long lastSentNanos;
  private final LongAdder received = new LongAdder();
  private volatile long lastReceivedNanos;

  void sent(int count) {
    sent.add(count);
    lastSentNanos = nowNanos();
  }

  void received(int count) {
    received.add(count);
    lastReceivedNanos = nowNanos();
  }

  private static long nowNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  /** What the tracer has counted, with these for its counts of messages. */
  TransportStats addTo(TransportStats told) {
    return new TransportStats(
        told.streamsStarted,
        told.lastLocalStreamCreatedTimeNanos,
        told.lastRemoteStreamCreatedTimeNanos,
        told.streamsSucceeded,
        told.streamsFailed,
        sent.sum(),
        received.sum(),
        told.keepAlivesSent,
        lastSentNanos,
        lastReceivedNanos,
        told.localFlowControlWindow,
        told.remoteFlowControlWindow);
  }
}
