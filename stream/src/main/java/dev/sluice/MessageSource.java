package dev.sluice;

import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * Where a transport keeps the messages that have arrived on a call, for a receiver that comes and
 * takes them itself: without a task, a queue and a request for each. For authors of transports; a
 * call finds it among its attributes.
 *
 * <p>A call attaches to it when no interceptor would have to see the messages, and before the first
 * message was delivered to its listener. The listener then gets everything but messages: headers
 * before the first message can be polled, and the end as soon as it has arrived, though there may
 * be messages left to poll. So whoever polls must do so until there are no more before it heeds an
 * end that it knows of.
 */
public interface MessageSource {
  /** Under which a transport puts it among the attributes of a call. */
  Attributes.Key<MessageSource> KEY = Attributes.Key.create("dev.sluice.message-source");

  /** What a transport tells the attached call; must neither block nor throw. */
  interface Waker {
    /** There may be something to poll. */
    void messagesArrived();

    /** The transport may be ready to take more. Takes the place of the listener's onReady. */
    void readyToSend();
  }

  /**
   * Attaches a call, unless the first message has already gone to its listener. Any thread.
   *
   * @param waker whom to tell
   * @return whether the messages are now to be polled
   */
  boolean attach(Waker waker);

  /**
   * Whether the transport knows that grpc-java's server calls the {@link NonBlockingHandler} of the
   * call itself, with nothing between them that would have to see the messages. Asked while the
   * call is started, on the thread that starts it. Unless this is true, the handler looks who calls
   * it, which takes longer.
   *
   * @return false unless a transport says otherwise
   */
  default boolean isHandlerUnwrapped() {
    return false;
  }

  /**
   * Takes the next message, and gives back its share of the flow-control window. Never blocks. One
   * thread at a time.
   *
   * @param marshaller what parses it
   * @param <T> the type of the message
   * @return the message, or null if none has arrived whole
   * @throws StatusException if what arrived is no valid message; the call then fails with that
   *     status, and so does every later poll
   */
  <T> @Nullable T poll(MethodDescriptor.Marshaller<T> marshaller) throws StatusException;
}
