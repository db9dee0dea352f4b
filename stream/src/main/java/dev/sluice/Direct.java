package dev.sluice;

import io.grpc.ClientCall;
import io.grpc.ServerCall;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a call may take its messages from the transport itself, past its listener, or give
 * them to it: only if no interceptor has put itself around the call or its listener.
 */
final class Direct {
  private static final String GRPC = "io.grpc.internal.";
  private static final String CLIENT_CALL = GRPC + "ClientCallImpl";
  private static final String SERVER_CALL = GRPC + "ServerCallImpl";
  private static final String SERVER = GRPC + "ServerImpl";
  private static final String CALLBACKS = GRPC + "SerializingExecutor";
  private static final String COMMIT = GRPC + "RetriableStream$1CommitTask";

  /** What is on the stack while a call is started. */
  private static final Set<String> STARTING =
      Set.of(Direct.class.getName(), ServerStream.class.getName(), LoopHandler.class.getName());

  /** Deeper than grpc-java itself calls a listener. */
  private static final int MAX_FRAMES = 16;

  private static final StackWalker STACK = StackWalker.getInstance();

  private Direct() {}

  /** Where a transport keeps the messages of a server's call, if the call itself is unwrapped. */
  static @Nullable MessageSource sourceOf(ServerCall<?, ?> call) {
    return call.getClass().getName().startsWith(SERVER_CALL)
        ? call.getAttributes().get(MessageSource.KEY)
        : null;
  }

  /** Where a transport keeps the messages of a client's call, if the call itself is unwrapped. */
  static @Nullable MessageSource sourceOf(ClientCall<?, ?> call) {
    return isUnwrapped(call) ? call.getAttributes().get(MessageSource.KEY) : null;
  }

  /** Where a transport takes the messages of a client's call, if the call itself is unwrapped. */
  static @Nullable MessageSink sinkOf(ClientCall<?, ?> call) {
    return isUnwrapped(call) ? call.getAttributes().get(MessageSink.KEY) : null;
  }

  /** Whether no interceptor sees what is done to a client's call. */
  static boolean isUnwrapped(ClientCall<?, ?> call) {
    return call.getClass().getName().startsWith(GRPC);
  }

  /**
   * Whether a task of a client call's executor is to call its listener, or to give up what a retry
   * would have needed: other attempts, and the channel's note of the call.
   */
  static boolean isBrief(Runnable task) {
    String name = task.getClass().getName();
    return name.equals(CALLBACKS) || name.equals(COMMIT);
  }

  /**
   * Whether the handler that calls this is called by grpc-java's server itself, so that nobody can
   * put itself around the listener that it returns. To be called while the call is started.
   */
  static boolean isHandlerUnwrapped() {
    return isFirst(SERVER, STARTING::contains, name -> true);
  }

  /**
   * Whether the listener of a call is called by grpc-java's client itself. To be called by the
   * method of the listener: where the call does not tell, it looks at who called that.
   */
  static boolean isListenerUnwrapped(ClientCall<?, ?> call) {
    return call.getClass().getName().equals(CLIENT_CALL)
        || isFirst(
            CLIENT_CALL,
            name -> name.startsWith("dev.sluice."),
            name -> !name.startsWith(GRPC) || name.startsWith(CLIENT_CALL));
  }

  /** Whether the first class that called ours, of those that count, is a certain one. */
  private static boolean isFirst(
      String prefix, Predicate<String> ours, Predicate<String> isOneThatCounts) {
    return STACK.walk(frames -> {
      // Not by the methods of streams: a fresh program has many calls before those are compiled.
      Iterator<StackWalker.StackFrame> callers = frames.limit(MAX_FRAMES).iterator();
      boolean among = true;
      while (callers.hasNext()) {
        String name = callers.next().getClassName();
        among &= ours.test(name);
        if (!among && isOneThatCounts.test(name)) {
          return name.startsWith(prefix);
        }
      }
      return false;
    });
  }
}
