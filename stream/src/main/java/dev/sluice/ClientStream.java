package dev.sluice;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a client's call: a listener that files what arrives, for the threads that wait.
 *
 * <p>The transport holds on to this object for as long as the call runs, and it never to the object
 * that the user holds: so a call that the user has lost can be found and cancelled.
 */
final class ClientStream<ReqT, RespT> extends ClientCall.Listener<RespT>
    implements MessageSource.Waker {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice");

  private final ClientCall<ReqT, RespT> call;
  private final MethodDescriptor<ReqT, RespT> method;
  private final Inbox<RespT> inbox;
  private final ClientWire<ReqT> wire;
  private final Outbox<ReqT> outbox;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  private volatile @Nullable RespT onlyResponse;

  /** Where the transport keeps what arrives; looked for until it is found. */
  private volatile @Nullable MessageSource source;

  /** Whether grpc-java parses what arrives, and calls {@link #onMessage}. */
  private volatile boolean isHandedMessages;

  /** Completed with the response headers, or with null if the call ends without any. */
  private final CompletableFuture<@Nullable Metadata> headers = new CompletableFuture<>();

  ClientStream(
      Channel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options, int prefetch) {
    Executor executor =
        new CallbackExecutor(options.getExecutor(), this::mayRunAnywhere, this::onTaskFailed);
    ReplayBuffer replay = ClientWire.replayBufferFor(method);
    CallOptions own = options.withExecutor(executor);
    this.method = method;
    this.call =
        channel.newCall(method, replay == null ? own : own.withOption(ReplayBuffer.KEY, replay));
    this.wire = new ClientWire<>(call, method.getRequestMarshaller(), replay);
    this.outbox = new Outbox<>(wire);
    this.inbox = new Inbox<>(prefetch, call::request);
  }

  void start(StartGate gate) {
    try {
      if (method.getType().clientSendsOneMessage() || !Direct.isUnwrapped(call)) {
        call.start(this, new Metadata());
      } else {
        gate.pass(() -> call.start(this, new Metadata()));
      }
      inbox.open();
    } catch (RuntimeException | Error e) {
      cancel("the call could not be started", e);
      throw e;
    }
  }

  Inbox<RespT> inbox() {
    return inbox;
  }

  Outbox<ReqT> outbox() {
    return outbox;
  }

  @Nullable Ending ending() {
    return ending.get();
  }

  /** Sends the only request. It goes into the transport's buffer: nothing else is in it. */
  void sendOnly(ReqT request) {
    try {
      outbox.perform(() -> call.sendMessage(request));
      halfClose();
    } catch (RuntimeException | Error e) {
      cancel("the request could not be sent", e);
      throw e;
    }
  }

  void halfClose() {
    outbox.halfClose(call::halfClose);
  }

  void setMessageCompression(boolean enabled) {
    outbox.perform(() -> {
      wire.throughTheCall();
      call.setMessageCompression(enabled);
    });
  }

  /**
   * Receives the one response of a call that has exactly one; blocks until the call has ended. May
   * be repeated, after an interrupt or for the same response again.
   */
  RespT receiveOnly(String method) {
    RespT response = onlyResponse;
    if (response == null) {
      response = inbox.receive();
      onlyResponse = response;
    }
    if (response == null) {
      throw cardinalityViolation(method, "no response");
    }
    if (inbox.receive() != null) {
      throw cardinalityViolation(method, "more than one response");
    }
    return response;
  }

  private RuntimeException cardinalityViolation(String method, String what) {
    Status status =
        Status.UNIMPLEMENTED.withDescription(
            "the server sent " + what + " to " + method + ", which has exactly one");
    cancel(status.getDescription(), null);
    return status.asRuntimeException();
  }

  Metadata headers() {
    Metadata arrived = awaitHeaders("waiting for the response headers");
    if (arrived != null) {
      return arrived;
    }
    Ending end = ending.get();
    if (end != null && !end.isOk()) {
      throw end.toException();
    }
    return new Metadata();
  }

  Attributes attributes() {
    awaitHeaders("waiting for the attributes of the call");
    try {
      return call.getAttributes();
    } catch (IllegalStateException e) {
      // By its contract, of a call that ended before it got a transport.
      return Attributes.EMPTY;
    }
  }

  private @Nullable Metadata awaitHeaders(String doing) {
    try {
      return headers.get();
    } catch (InterruptedException e) {
      throw Ending.interrupted(doing, e);
    } catch (ExecutionException e) {
      throw new AssertionError("the headers are never completed exceptionally", e);
    }
  }

  boolean cancel(@Nullable String message, @Nullable Throwable cause) {
    Status status = Status.CANCELLED.withDescription(message).withCause(cause);
    return end(Ending.here(status), () -> cancelCall(message, cause));
  }

  private void cancelCall(@Nullable String message, @Nullable Throwable cause) {
    try {
      call.cancel(message, cause);
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "An interceptor or executor failed while a call was cancelled", e);
    }
  }

  /** Whether a task is but our own callbacks, or as brief: neither blocks nor parses anything. */
  private boolean mayRunAnywhere(Runnable task) {
    return !isHandedMessages && Direct.isBrief(task) && source() != null;
  }

  private @Nullable MessageSource source() {
    MessageSource known = source;
    if (known == null) {
      known = Direct.sourceOf(call);
      source = known;
    }
    return known;
  }

  /** A task of the call's executor failed, or was rejected by it. */
  private void onTaskFailed(Throwable failure) {
    if (!cancel("an internal task of the call failed", failure)) {
      LOGGER.log(Level.WARNING, "An internal task of a call failed after the call's end", failure);
    }
  }

  private boolean end(Ending how, @Nullable Runnable action) {
    if (!ending.compareAndSet(null, how)) {
      return false;
    }
    // The outbox first: who has received the end must not be able to send any more.
    outbox.end(how, action);
    inbox.end(how);
    headers.complete(null);
    wire.drop();
    return true;
  }

  @Override
  public void onHeaders(Metadata responseHeaders) {
    MessageSource found = source();
    if (found != null && Direct.isListenerUnwrapped(call) && found.attach(this)) {
      inbox.takeFrom(() -> poll(found));
    } else {
      isHandedMessages = true;
    }
    headers.complete(responseHeaders);
    if (wire.keeps()) {
      outbox.tryPerform(wire::lookForSink);
    }
  }

  private @Nullable RespT poll(MessageSource source) {
    try {
      return source.poll(method.getResponseMarshaller());
    } catch (StatusException e) {
      // Not where the call has ended already, as far as everybody else is concerned.
      end(Ending.byPeer(e.getStatus(), new Metadata()), () -> cancelCall(e.getMessage(), e));
      throw e.getStatus().asRuntimeException();
    } catch (RuntimeException | Error e) {
      cancel("Failed to read message.", e);
      return null;
    }
  }

  @Override
  public void messagesArrived() {
    inbox.sourceFilled();
  }

  @Override
  public void readyToSend() {
    outbox.ready();
  }

  @Override
  public void onMessage(RespT message) {
    inbox.put(message);
  }

  @Override
  public void onReady() {
    outbox.ready();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    end(Ending.byPeer(status, trailers), null);
  }
}
