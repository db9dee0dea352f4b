package dev.sluice;

import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a stream.
 *
 * <p>One thread receives at a time, though not always the same; a second one is told so with an
 * {@link IllegalStateException}. A bounded number of messages is fetched ahead (32 unless set
 * otherwise); a receiver that stops receiving stops the peer's sender.
 *
 * @param <T> the type of the messages
 */
public interface Receiver<T> extends Iterable<T> {
  /**
   * Receives the next message; blocks until there is one or the stream has ended.
   *
   * @return the next message, or null at the end of the stream: the peer has half-closed (server
   *     side) or ended the call with OK (client side). Receiving again gives null again
   * @throws io.grpc.StatusRuntimeException if the call has failed, was cancelled or ran out of its
   *     deadline, with that status and its trailers, after all messages that arrived before it; or,
   *     with {@code CANCELLED} and an {@link InterruptedException} as its cause, if the thread is
   *     interrupted: no message is lost, the thread stays interrupted, and the call goes on
   * @throws IllegalStateException if another thread is receiving from this stream
   */
  @Nullable T receive();

  /**
   * Receives the next message; blocks until there is one, the stream has ended or the time is up.
   *
   * @param timeout how long to wait; zero or less takes only what has already arrived
   * @return the next message, or null at the end of the stream
   * @throws TimeoutException if the time is up: nothing is lost, and the stream goes on
   * @throws io.grpc.StatusRuntimeException as {@link #receive()} does
   * @throws IllegalStateException if another thread is receiving from this stream
   */
  @Nullable T receive(Duration timeout) throws TimeoutException;

  /**
   * Returns an iterator over the messages still to come. {@code hasNext} blocks and throws as
   * {@link #receive()} does, and takes the message that {@code next} will return.
   *
   * <p>All iterators of a stream take from the same stream; none starts it over.
   */
  @Override
  default Iterator<T> iterator() {
    return new MessageIterator<>(this);
  }

  /**
   * Returns the messages still to come as a sequential Java stream, whose operations block and
   * throw as {@link #receive()} does. Closing the Java stream of a client's call closes the call.
   *
   * @return a stream of the messages still to come
   */
  default Stream<T> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }
}
