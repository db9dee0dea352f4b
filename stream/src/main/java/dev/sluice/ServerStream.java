package dev.sluice;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a server's call: files what arrives for the handler's thread, and ends the call as
 * the handler ends.
 */
final class ServerStream<ReqT, RespT> extends ServerCall.Listener<ReqT>
    implements Outbox.Wire<RespT>, MessageSource.Waker {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice");
  private static final Ending HANDLER_ENDED =
      Ending.here(Status.CANCELLED.withDescription("the handler of this call has ended"));

  private final ServerCall<ReqT, RespT> call;
  private final Inbox<ReqT> inbox;
  private final Outbox<RespT> outbox = new Outbox<>(this);
  private final boolean interruptOnCancel;
  private final ServerCallContext callContext;
  private final Context context;
  private final Context.CancellationListener contextListener = cancelled -> onContextCancelled();

  private volatile @Nullable Thread handlerThread;

  private final AtomicBoolean started = new AtomicBoolean();

  /** Set by the first who asks for something to be done on draining. */
  private final AtomicReference<@Nullable DrainActions> drainActions = new AtomicReference<>();

  /** Touched by whoever has the turn of the outbox. */
  private boolean headersSent;

  ServerStream(
      ServerCall<ReqT, RespT> call, Metadata headers, int prefetch, boolean interruptOnCancel) {
    this.call = call;
    this.inbox = new Inbox<>(prefetch, call::request);
    this.interruptOnCancel = interruptOnCancel;
    this.callContext = new ServerCallContext(this, headers);
    this.context = Context.current().withValue(ServerCallContext.KEY, callContext);
  }

  void start(LoopHandler.Loop<ReqT, RespT> loop) {
    Thread thread = Thread.ofVirtual().name(method()).unstarted(context.wrap(() -> run(loop)));
    handlerThread = thread;
    context.addListener(contextListener, Runnable::run);
    MessageSource source = Direct.sourceOf(call);
    boolean attached =
        source != null
            && (source.isHandlerUnwrapped() || Direct.isHandlerUnwrapped())
            && source.attach(this);
    if (attached && source != null) {
      inbox.takeFrom(() -> poll(source));
    }
    inbox.open();
    if (!attached || !call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      startHandler();
    }
  }

  /** A handler of one request is started when that has come, or when it never will. */
  private void startHandler() {
    Thread thread = handlerThread;
    if (thread != null && started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  private @Nullable ReqT poll(MessageSource source) {
    try {
      return source.poll(call.getMethodDescriptor().getRequestMarshaller());
    } catch (StatusException e) {
      throw e.getStatus().asRuntimeException();
    }
  }

  Receiver<ReqT> requests() {
    return inbox;
  }

  Sender<RespT> responses() {
    return outbox;
  }

  ServerCall<ReqT, RespT> call() {
    return call;
  }

  @Nullable Deadline deadline() {
    return context.getDeadline();
  }

  boolean isCancelled() {
    Ending end = outbox.ending();
    return end != null && !end.equals(HANDLER_ENDED);
  }

  boolean isDraining() {
    DrainSignal signal = call.getAttributes().get(DrainSignal.KEY);
    return signal != null && signal.isDraining();
  }

  /** Has an action run when the connection begins to drain, unless the call has ended by then. */
  void onDraining(Runnable action) {
    DrainSignal signal = call.getAttributes().get(DrainSignal.KEY);
    if (signal != null) {
      drainActions.compareAndSet(null, new DrainActions(signal, () -> outbox.ending() != null));
      DrainActions actions = drainActions.get();
      if (actions != null) {
        actions.add(context.wrap(() -> runOnDraining(action)));
      }
    }
  }

  private void runOnDraining(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, () -> "An action of " + method() + " on draining failed", e);
    }
  }

  private void forgetDraining() {
    DrainActions actions = drainActions.get();
    if (actions != null) {
      actions.callEnded();
    }
  }

  /** Receives the request of a call that has exactly one; blocks until the client half-closes. */
  ReqT onlyRequest() {
    ReqT request = inbox.receive();
    if (request == null) {
      throw cardinalityViolation("no request");
    }
    if (inbox.receive() != null) {
      throw cardinalityViolation("more than one request");
    }
    return request;
  }

  private StatusRuntimeException cardinalityViolation(String what) {
    return Status.UNIMPLEMENTED
        .withDescription(
            "the client sent " + what + " to " + method() + ", which takes exactly one")
        .asRuntimeException();
  }

  /** Sends the response of a call that has exactly one. */
  void reply(@Nullable RespT response) {
    if (response == null) {
      LOGGER.log(Level.ERROR, "The handler of {0} returned null where a response is due", method());
      throw Status.INTERNAL.withDescription(method() + " gave no response").asRuntimeException();
    }
    outbox.perform(() -> write(response));
  }

  /** Sends the response headers, unless they have been sent. */
  void sendHeaders() {
    outbox.perform(this::writeHeaders);
  }

  void setCompression(String compressor) {
    outbox.perform(() -> {
      if (headersSent) {
        throw new IllegalStateException("the response headers have already been sent");
      }
      call.setCompression(compressor);
    });
  }

  void setMessageCompression(boolean enabled) {
    outbox.perform(() -> call.setMessageCompression(enabled));
  }

  private void run(LoopHandler.Loop<ReqT, RespT> loop) {
    Status status = Status.OK;
    try {
      loop.run(this);
    } catch (StatusException e) {
      status = statusOf(e, e.getStatus(), e.getTrailers());
    } catch (StatusRuntimeException e) {
      status = statusOf(e, e.getStatus(), e.getTrailers());
    } catch (Throwable e) {
      status = unexpected(e);
    }
    end(status);
  }

  private Status statusOf(Exception e, Status status, @Nullable Metadata trailers) {
    if (status.isOk()) {
      return unexpected(e);
    }
    if (trailers != null && !trailers.equals(callContext.responseTrailers())) {
      callContext.responseTrailers().merge(trailers);
    }
    return status;
  }

  private Status unexpected(Throwable e) {
    if (isCancelled()) {
      LOGGER.log(
          Level.DEBUG, () -> "The handler of " + method() + " failed after its call ended", e);
    } else {
      LOGGER.log(Level.ERROR, () -> "The handler of " + method() + " failed", e);
    }
    return Status.UNKNOWN;
  }

  private void end(Status status) {
    handlerThread = null;
    context.removeListener(contextListener);
    outbox.end(HANDLER_ENDED, () -> close(status));
    inbox.end(HANDLER_ENDED);
    forgetDraining();
  }

  /** Never throws: a call that is not closed would leave its client waiting. */
  private void close(Status status) {
    Status last = status;
    try {
      if (!headersSent && !callContext.responseHeaders().keys().isEmpty()) {
        writeHeaders();
      }
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, () -> "The headers of " + method() + " could not be sent", e);
      last = status.isOk() ? Status.UNKNOWN : status;
    }
    try {
      call.close(last, copyOf(callContext.responseTrailers()));
    } catch (IllegalStateException e) {
      // An interceptor, or grpc-java after a response it could not serialize, closed it already.
      LOGGER.log(Level.DEBUG, () -> "The call was already closed", e);
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, () -> "The call to " + method() + " could not be closed", e);
    }
  }

  /** A context was cancelled: of the call, which is then cancelled too, or of an interceptor. */
  private void onContextCancelled() {
    Status status = cancellation();
    abort(status, call.isCancelled() ? null : () -> close(status));
  }

  private Status cancellation() {
    Deadline deadline = context.getDeadline();
    return deadline != null && deadline.isExpired()
        ? Status.DEADLINE_EXCEEDED.withDescription("the deadline of the call has passed")
        : Status.CANCELLED.withDescription(
            "the client cancelled the call, or its connection was lost");
  }

  /** Ends the call under its handler, unless one of them has ended. */
  private void abort(Status status, @Nullable Runnable action) {
    Ending ending = Ending.byPeer(status, new Metadata());
    Thread thread = handlerThread;
    // The outbox first: a handler that this wakes must not get to end the call as it likes.
    if (outbox.end(ending, action)) {
      inbox.end(ending);
      forgetDraining();
      startHandler();
      if (interruptOnCancel && thread != null) {
        thread.interrupt();
      }
    }
  }

  private void writeHeaders() {
    if (!headersSent) {
      headersSent = true;
      call.sendHeaders(copyOf(callContext.responseHeaders()));
    }
  }

  /** What grpc-java is given belongs to it; what the user holds must not be that. */
  private static Metadata copyOf(Metadata metadata) {
    Metadata copy = new Metadata();
    copy.merge(metadata);
    return copy;
  }

  private String method() {
    return call.getMethodDescriptor().getFullMethodName();
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public void write(RespT message) {
    writeHeaders();
    call.sendMessage(message);
  }

  @Override
  public void messagesArrived() {
    inbox.sourceFilled();
    startHandler();
  }

  @Override
  public void readyToSend() {
    outbox.ready();
  }

  @Override
  public void onMessage(ReqT message) {
    inbox.put(message);
  }

  @Override
  public void onHalfClose() {
    inbox.end(Ending.HALF_CLOSED);
    startHandler();
  }

  @Override
  public void onReady() {
    outbox.ready();
  }

  @Override
  public void onCancel() {
    abort(cancellation(), null);
  }

  @Override
  public void onComplete() {
    // Usual after the handler has ended; before, an interceptor must have closed the call.
    abort(
        Status.CANCELLED.withDescription("the call was closed before its handler had ended"), null);
  }
}
