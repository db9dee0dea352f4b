package dev.sluice;

import io.grpc.Attributes;
import io.grpc.MethodDescriptor;

/**
 * Where a transport takes the messages of a call's sender from, past grpc-java's own call, which
 * looks for each message whether it might have to be sent again. For authors of transports; a
 * client's call finds it among its attributes once it can no more be retried, and a {@link
 * ReplayBuffer} is told of it before.
 *
 * <p>All of it is for the one thread that sends at the time.
 */
public interface MessageSink {
  /** Under which a transport puts it among the attributes of a call. */
  Attributes.Key<MessageSink> KEY = Attributes.Key.create("dev.sluice.message-sink");

  /**
   * Whether the transport takes a message without buffering too much, as {@link
   * io.grpc.ClientCall#isReady}.
   *
   * @return whether it does
   */
  boolean isReady();

  /**
   * Whether the stream takes no more messages: what is sent now has no effect. May be asked by any
   * thread.
   *
   * @return whether it has ended, or this side of it
   */
  boolean isClosed();

  /**
   * Throws what {@link #send} would throw for a message of this size.
   *
   * @param bytes its size, serialized
   * @throws RuntimeException if it is too large
   */
  void checkSize(int bytes);

  /**
   * How many messages have got here, in whatever way. Once they are as many as the sender has sent,
   * nothing is left on the way that a message could overtake.
   *
   * @return how many; all that was done to send them happened before
   */
  int messagesSent();

  /**
   * Sends a message. Never blocks. Without effect when the call has ended.
   *
   * @param marshaller what serializes it
   * @param message the message
   * @param <T> the type of the message
   * @throws RuntimeException if it is too large, or the marshaller throws it; nothing was sent then
   */
  <T> void send(MethodDescriptor.Marshaller<T> marshaller, T message);
}
