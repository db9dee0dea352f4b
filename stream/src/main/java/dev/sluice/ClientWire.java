package dev.sluice;

import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of a client's sender get to the transport: through grpc-java's call; past it,
 * but kept in case of a retry; or past it, once that cannot be any more. For whoever has the turn.
 */
final class ClientWire<ReqT> implements Outbox.Wire<ReqT> {
  /** Of so many messages, or KiB, it does not matter which way they go. */
  private static final int MAX_LOOK_EVERY = 32;

  private static final String FAILED = "Failed to stream message";

  private final ClientCall<ReqT, ?> call;
  private final Marshaller<ReqT> marshaller;

  /** What may have to be sent again; null if grpc-java keeps all of it. */
  private final @Nullable ReplayBuffer replay;

  /** Whether messages go to the replay buffer. Those that are in it may be needed all the same. */
  private boolean isReplayOpen;

  /** Where messages go once nothing has to be kept. */
  private @Nullable MessageSink sink;

  private int sent;
  private int unlooked;
  private int lookEvery = 1;

  ClientWire(ClientCall<ReqT, ?> call, Marshaller<ReqT> marshaller, @Nullable ReplayBuffer replay) {
    this.call = call;
    this.marshaller = marshaller;
    this.replay = replay;
  }

  /** What the options of a call must name, if it may send many messages. */
  static @Nullable ReplayBuffer replayBufferFor(MethodDescriptor<?, ?> method) {
    boolean sendsMany = !method.getType().clientSendsOneMessage();
    return sendsMany && method.getRequestMarshaller() instanceof ArrayMarshaller
        ? new ReplayBuffer()
        : null;
  }

  @Override
  public boolean isReady() {
    MessageSink direct = sink;
    return direct == null ? call.isReady() : direct.isReady();
  }

  @Override
  public void write(ReqT message) {
    sent++;
    try {
      if (!sendDirectly(message)) {
        sendRetriably(message);
      }
    } catch (Error e) {
      call.cancel(FAILED, e); // As grpc-java does: the message may have been lost.
      throw e;
    }
    if (sink == null && ++unlooked >= lookEvery) {
      lookEvery = Math.min(2 * lookEvery, MAX_LOOK_EVERY);
      lookForSink();
    }
  }

  /** The call may be committed: then nothing has to be kept any more. */
  void lookForSink() {
    if (sink != null) {
      return;
    }
    unlooked = 0;
    MessageSink found = Direct.sinkOf(call);
    if (found != null && found.messagesSent() == sent) {
      sink = found;
      isReplayOpen = false;
      drop();
    }
  }

  /** Whether messages may be kept. */
  boolean keeps() {
    return replay != null;
  }

  /** What is kept is needed no more, as when the call has ended. Never blocks; any thread. */
  void drop() {
    if (replay != null) {
      replay.drop();
    }
  }

  /** What comes next goes through the call: it may have to follow something that does. */
  void throughTheCall() {
    sink = null;
    isReplayOpen = false;
  }

  private boolean sendDirectly(ReqT message) {
    MessageSink direct = sink;
    if (direct == null) {
      return false;
    }
    try {
      direct.send(marshaller, message);
      return true;
    } catch (RuntimeException e) {
      throughTheCall();
      if (direct.messagesSent() == sent) {
        call.cancel(FAILED, e);
        throw e;
      }
      return false; // Then it fails once more, and as it does with any transport.
    }
  }

  private void sendRetriably(ReqT message) {
    if (replay != null && isReplayOpen) {
      sendKept(replay, message);
    } else if (replay != null && sent == 1) {
      sendFirst(replay, message);
    } else {
      call.sendMessage(message);
    }
  }

  private void sendFirst(ReplayBuffer buffer, ReqT message) {
    if (Direct.isUnwrapped(call)) {
      buffer.begin(message);
    }
    call.sendMessage(message);
    isReplayOpen = buffer.hasBegun();
    if (!isReplayOpen) {
      drop();
    }
  }

  private void sendKept(ReplayBuffer buffer, ReqT message) {
    int before = buffer.messages();
    try {
      unlooked += buffer.send((ArrayMarshaller<ReqT>) marshaller, message) / 1024;
    } catch (RuntimeException e) {
      throughTheCall();
      if (buffer.messages() != before) {
        call.cancel(FAILED, e);
        throw e;
      }
      call.sendMessage(message); // Then it fails once more, and as it does with any transport.
    }
  }
}
