package dev.sluice.transport;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.grpc.xds.shaded.io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.xds.shaded.io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.xds.shaded.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An xDS control plane that knows what the test tells it: whoever asks for resources by name gets
 * those that there are (state of the world), and gets them again whenever one changes.
 */
final class ControlPlane extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
  private static final String TYPE_PREFIX = "type.googleapis.com/";

  /** By type and name. */
  private final Map<String, Map<String, Message>> resources = new HashMap<>();

  private final List<Subscriber> subscribers = new ArrayList<>();
  private int version;

  synchronized void put(String name, Message resource) {
    String type = TYPE_PREFIX + resource.getDescriptorForType().getFullName();
    resources.computeIfAbsent(type, unused -> new HashMap<>()).put(name, resource);
    version++;
    for (Subscriber subscriber : subscribers) {
      if (subscriber.names.containsKey(type)) {
        subscriber.answer(type);
      }
    }
  }

  @Override
  public StreamObserver<DiscoveryRequest> streamAggregatedResources(
      StreamObserver<DiscoveryResponse> responses) {
    Subscriber subscriber = new Subscriber(responses);
    synchronized (this) {
      subscribers.add(subscriber);
    }
    return subscriber;
  }

  private final class Subscriber implements StreamObserver<DiscoveryRequest> {
    private final StreamObserver<DiscoveryResponse> responses;

    /** What was asked for, by type. */
    final Map<String, List<String>> names = new HashMap<>();

    Subscriber(StreamObserver<DiscoveryResponse> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(DiscoveryRequest request) {
      synchronized (ControlPlane.this) {
        List<String> wanted = List.copyOf(request.getResourceNamesList());
        // Else it is the acknowledgement of what was sent.
        if (!wanted.equals(names.put(request.getTypeUrl(), wanted))) {
          answer(request.getTypeUrl());
        }
      }
    }

    void answer(String type) {
      DiscoveryResponse.Builder response =
          DiscoveryResponse.newBuilder()
              .setTypeUrl(type)
              .setVersionInfo(String.valueOf(version))
              .setNonce(String.valueOf(version));
      for (String name : names.get(type)) {
        Message resource = resources.getOrDefault(type, Map.of()).get(name);
        if (resource != null) {
          response.addResources(Any.pack(resource));
        }
      }
      responses.onNext(response.build());
    }

    @Override
    public void onError(Throwable failure) {
      leave();
    }

    @Override
    public void onCompleted() {
      leave();
      responses.onCompleted();
    }

    private void leave() {
      synchronized (ControlPlane.this) {
        subscribers.remove(this);
      }
    }
  }
}
