package dev.sluice.transport;

import io.grpc.Status;
import io.grpc.StreamTracer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What a tracer was told about one stream. */
final class StreamRecord extends StreamTracer {
  /** In the order they were told: the events by name, messages with their number. */
  final List<String> events = new CopyOnWriteArrayList<>();

  final List<Integer> outboundMessages = new CopyOnWriteArrayList<>();
  final List<Integer> inboundMessages = new CopyOnWriteArrayList<>();
  final List<Size> outboundSizes = new CopyOnWriteArrayList<>();
  final List<Size> inboundSizes = new CopyOnWriteArrayList<>();

  final AtomicLong outboundWire = new AtomicLong();
  final AtomicLong outboundUncompressed = new AtomicLong();
  final AtomicLong inboundWire = new AtomicLong();
  final AtomicLong inboundUncompressed = new AtomicLong();

  final CompletableFuture<Status> closed = new CompletableFuture<>();
  private final List<Status> statuses = new CopyOnWriteArrayList<>();

  /** Of one message; -1 where the transport did not know. */
  record Size(int message, long wire, long uncompressed) {}

  int timesClosed() {
    return statuses.size();
  }

  @Override
  public void streamClosed(Status status) {
    events.add("closed");
    statuses.add(status);
    closed.complete(status);
  }

  @Override
  public void outboundMessage(int number) {
    outboundMessages.add(number);
  }

  @Override
  public void inboundMessage(int number) {
    inboundMessages.add(number);
  }

  @Override
  public void outboundMessageSent(int number, long wireSize, long uncompressedSize) {
    outboundSizes.add(new Size(number, wireSize, uncompressedSize));
  }

  @Override
  public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
    inboundSizes.add(new Size(number, wireSize, uncompressedSize));
  }

  @Override
  public void outboundWireSize(long bytes) {
    outboundWire.addAndGet(bytes);
  }

  @Override
  public void outboundUncompressedSize(long bytes) {
    outboundUncompressed.addAndGet(bytes);
  }

  @Override
  public void inboundWireSize(long bytes) {
    inboundWire.addAndGet(bytes);
  }

  @Override
  public void inboundUncompressedSize(long bytes) {
    inboundUncompressed.addAndGet(bytes);
  }
}
