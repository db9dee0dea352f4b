package dev.sluice.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A socket that a sending thread may write to itself, as long as the event loop has nothing to
 * write: a lone message then leaves without waking anybody.
 *
 * <p>Who writes holds a token. Neither side waits for it: the sender leaves the message to the
 * event loop, and the event loop comes again when the sender has done. Whole frames are written, so
 * that each finds the connection between two frames.
 */
final class DirectWriteChannel extends NioSocketChannel {
  private static final long RETRY_MILLIS = 1;

  /** A peer that does not read must not cost the event loop a system call each millisecond. */
  private static final long MAX_RETRY_MILLIS = 128;

  private final AtomicBoolean writing = new AtomicBoolean();

  /** Whether the event loop came in vain, and has not been here since: what it has goes first. */
  private volatile boolean wanted;

  /** Whether the event loop has left a write unfinished; guarded by the token. */
  private boolean unfinished;

  DirectWriteChannel() {}

  private DirectWriteChannel(Channel parent, SocketChannel socket) {
    super(parent, socket);
  }

  /** A listening socket whose connections are such sockets. */
  static final class Server extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      SocketChannel socket = javaChannel().accept();
      if (socket == null) {
        return 0;
      }
      try {
        accepted.add(new DirectWriteChannel(this, socket));
      } catch (RuntimeException | Error e) {
        socket.close();
        throw e;
      }
      return 1;
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) throws Exception {
    if (!writing.compareAndSet(false, true)) {
      wanted = true;
      if (!writing.compareAndSet(false, true)) {
        return;
      }
    }
    try {
      wanted = false;
      super.doWrite(buffer);
      unfinished = !buffer.isEmpty();
    } finally {
      writing.set(false);
    }
  }

  /**
   * Writes whole frames, if the event loop has nothing to write. Any thread; never blocks.
   *
   * @param frames the frames; not to be touched again if this returns true
   * @param permission asked once nobody else can write
   * @return whether they were written, or are sure to be before anything else is
   */
  boolean write(ByteBuffer frames, java.util.function.BooleanSupplier permission) {
    if (!writing.compareAndSet(false, true)) {
      return false;
    }
    boolean started = false;
    try {
      if (unfinished || wanted || !permission.getAsBoolean()) {
        return false;
      }
      started = javaChannel().write(frames) > 0;
    } catch (IOException e) {
      // The event loop will find the same, and tell whom it concerns.
      return false;
    } finally {
      if (!started || !frames.hasRemaining()) {
        release();
      }
    }
    if (started && frames.hasRemaining()) {
      finishLater(frames, RETRY_MILLIS);
    }
    return started;
  }

  private void release() {
    writing.set(false);
    if (wanted) {
      try {
        eventLoop().execute(() -> unsafe().flush());
      } catch (RejectedExecutionException e) {
        // There is no event loop any more to write anything.
        return;
      }
    }
  }

  /** The socket took only a part: with the token kept, the rest goes before all else. */
  private void finishLater(ByteBuffer rest, long delayMillis) {
    eventLoop().schedule(() -> finish(rest, delayMillis), delayMillis, TimeUnit.MILLISECONDS);
  }

  private void finish(ByteBuffer rest, long delayMillis) {
    int written;
    try {
      written = javaChannel().write(rest);
    } catch (IOException e) {
      // With the token kept: nothing may follow half a frame.
      unsafe().close(unsafe().voidPromise());
      return;
    }
    if (rest.hasRemaining()) {
      finishLater(rest, written > 0 ? RETRY_MILLIS : Math.min(2 * delayMillis, MAX_RETRY_MILLIS));
    } else {
      release();
    }
  }

  static @Nullable DirectWriteChannel of(Channel channel) {
    return channel instanceof DirectWriteChannel direct ? direct : null;
  }
}
