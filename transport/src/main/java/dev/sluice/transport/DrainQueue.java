package dev.sluice.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection that wait for the event loop to write what they have gathered. All
 * but {@link #add} is for the event loop.
 */
final class DrainQueue {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  /** Writing so little at a time costs more than waiting for a moment. */
  private static final int SMALL_BATCH_BYTES = 4096;

  private final Connection connection;
  private final EventLoop eventLoop;
  private final AtomicReference<@Nullable SendingStream> scheduled = new AtomicReference<>();
  private final Runnable task = this::run;

  /** Streams that had something to write a moment ago, and count as scheduled still. */
  private @Nullable SendingStream lingering;

  /** How many bytes of messages the last run has written. */
  private int bytesWritten;

  DrainQueue(Connection connection, EventLoop eventLoop) {
    this.connection = connection;
    this.eventLoop = eventLoop;
  }

  /** Counts what is written of messages. */
  void wrote(int bytes) {
    bytesWritten += bytes;
  }

  /** Has the event loop drain a stream that is not scheduled yet. Any thread. */
  void add(SendingStream stream) {
    SendingStream before;
    do {
      before = scheduled.get();
      stream.nextScheduled = before;
    } while (!scheduled.compareAndSet(before, stream));
    if (before == null) {
      try {
        eventLoop.execute(task);
      } catch (RejectedExecutionException e) {
        // The event loops were shut down under the connection, and with them its streams.
        drainAll(null, scheduled.getAndSet(null));
      }
    }
  }

  /**
   * Drains the streams that are scheduled, and once more those that had something: while a sender
   * keeps sending, it need not wake the event loop, which is what costs it most.
   */
  void run() {
    ChannelHandlerContext ctx = connection.isInactive() ? null : connection.context();
    if (ctx == null && !connection.isInactive()) {
      return; // The protocol is being negotiated; whatever comes of that will drain.
    }
    SendingStream busy = lingering;
    lingering = null;
    if (busy != null && bytesWritten < SMALL_BATCH_BYTES) {
      // Whoever sends is likely to send more, and needs a processor for it, maybe this one.
      yieldToSenders();
    }
    bytesWritten = 0;
    drainAll(ctx, busy);
    drainAll(ctx, oldestFirst(scheduled.getAndSet(null)));
    if (ctx != null && !connection.isInactive()) {
      connection.flush(ctx);
    }
    if (lingering != null) {
      drainAgain();
    }
  }

  /** Not before the event loop has looked at its sockets. */
  private void drainAgain() {
    if (eventLoop instanceof SingleThreadEventLoop loop) {
      loop.executeAfterEventLoopIteration(() -> eventLoop.execute(task));
    } else {
      eventLoop.execute(task);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // A matter of speed only.
  private static void yieldToSenders() {
    Thread.yield();
  }

  private static @Nullable SendingStream oldestFirst(@Nullable SendingStream newestFirst) {
    SendingStream oldest = null;
    SendingStream stream = newestFirst;
    while (stream != null) {
      SendingStream next = stream.nextScheduled;
      stream.nextScheduled = oldest;
      oldest = stream;
      stream = next;
    }
    return oldest;
  }

  private void drainAll(@Nullable ChannelHandlerContext ctx, @Nullable SendingStream first) {
    SendingStream stream = first;
    while (stream != null) {
      SendingStream next = stream.nextScheduled;
      stream.nextScheduled = null;
      if (ctx == null || connection.isInactive()) {
        stream.lose();
      } else if (drain(ctx, stream)) {
        stream.nextScheduled = lingering;
        lingering = stream;
      }
      stream = next;
    }
  }

  /** A stream that cannot be drained must not keep the others from it. */
  private boolean drain(ChannelHandlerContext ctx, SendingStream stream) {
    try {
      return stream.drainScheduled(ctx);
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.ERROR, "A stream could not be written", e);
      stream.lose();
      Http2Stream http2 = stream.http2Stream;
      if (http2 != null) {
        connection
            .encoder()
            .writeRstStream(ctx, http2.id(), Http2Error.INTERNAL_ERROR.code(), ctx.newPromise());
      }
      return false;
    }
  }
}
