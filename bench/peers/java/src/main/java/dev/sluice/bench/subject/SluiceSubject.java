package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import io.grpc.BindableService;

/** Sluice; what carries its calls is for its subclasses to say. */
abstract class SluiceSubject extends GrpcSubject {
  @Override
  final BindableService service() {
    return new SluiceService();
  }

  @Override
  final Client client(Connections connections) {
    return new SluiceClient(connections);
  }
}
