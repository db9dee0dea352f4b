package dev.sluice.transport;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tracers for both sides, which write down all they are told. */
final class TracedCalls {
  /** What a server's tracer puts into the context of the call. */
  static final Context.Key<StreamRecord> RECORD = Context.key("record");

  final List<StreamRecord> clientStreams = new CopyOnWriteArrayList<>();
  final List<ClientStreamTracer.StreamInfo> clientStreamInfos = new CopyOnWriteArrayList<>();
  final List<StreamRecord> serverStreams = new CopyOnWriteArrayList<>();

  StreamRecord lastServerStream() {
    return serverStreams.getLast();
  }

  ClientStreamTracer.Factory clientFactory() {
    return new ClientStreamTracer.Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo info, Metadata headers) {
        StreamRecord told = new StreamRecord();
        clientStreamInfos.add(info);
        clientStreams.add(told);
        return new ClientTracer(told);
      }
    };
  }

  ServerStreamTracer.Factory serverFactory() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        StreamRecord told = new StreamRecord();
        told.events.add("method " + fullMethodName);
        serverStreams.add(told);
        return new ServerTracer(told);
      }
    };
  }

  private static final class ClientTracer extends ClientStreamTracer {
    private final StreamRecord told;

    ClientTracer(StreamRecord told) {
      this.told = told;
    }

    @Override
    public void streamCreated(Attributes transportAttributes, Metadata headers) {
      told.events.add("created");
    }

    @Override
    public void outboundHeaders() {
      told.events.add("outbound headers");
    }

    @Override
    public void inboundHeaders(Metadata headers) {
      told.events.add("inbound headers");
    }

    @Override
    public void inboundTrailers(Metadata trailers) {
      told.events.add("inbound trailers");
    }

    @Override
    public void streamClosed(Status status) {
      told.streamClosed(status);
    }

    @Override
    public void outboundMessage(int number) {
      told.outboundMessage(number);
    }

    @Override
    public void inboundMessage(int number) {
      told.inboundMessage(number);
    }

    @Override
    public void outboundMessageSent(int number, long wireSize, long uncompressedSize) {
      told.outboundMessageSent(number, wireSize, uncompressedSize);
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
      told.inboundMessageRead(number, wireSize, uncompressedSize);
    }

    @Override
    public void outboundWireSize(long bytes) {
      told.outboundWireSize(bytes);
    }

    @Override
    public void outboundUncompressedSize(long bytes) {
      told.outboundUncompressedSize(bytes);
    }

    @Override
    public void inboundWireSize(long bytes) {
      told.inboundWireSize(bytes);
    }

    @Override
    public void inboundUncompressedSize(long bytes) {
      told.inboundUncompressedSize(bytes);
    }
  }

  private static final class ServerTracer extends ServerStreamTracer {
    private final StreamRecord told;

    ServerTracer(StreamRecord told) {
      this.told = told;
    }

    @Override
    public Context filterContext(Context context) {
      return context.withValue(RECORD, told);
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      told.events.add("started for " + call.getAuthority());
    }

    @Override
    public void streamClosed(Status status) {
      told.streamClosed(status);
    }

    @Override
    public void outboundMessage(int number) {
      told.outboundMessage(number);
    }

    @Override
    public void inboundMessage(int number) {
      told.inboundMessage(number);
    }

    @Override
    public void outboundMessageSent(int number, long wireSize, long uncompressedSize) {
      told.outboundMessageSent(number, wireSize, uncompressedSize);
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
      told.inboundMessageRead(number, wireSize, uncompressedSize);
    }

    @Override
    public void outboundWireSize(long bytes) {
      told.outboundWireSize(bytes);
    }

    @Override
    public void outboundUncompressedSize(long bytes) {
      told.outboundUncompressedSize(bytes);
    }

    @Override
    public void inboundWireSize(long bytes) {
      told.inboundWireSize(bytes);
    }

    @Override
    public void inboundUncompressedSize(long bytes) {
      told.inboundUncompressedSize(bytes);
    }
  }
}
