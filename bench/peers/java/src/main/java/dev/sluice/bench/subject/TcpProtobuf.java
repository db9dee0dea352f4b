package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Peers;
import dev.sluice.bench.peer.Workload;

/** Length-delimited protobuf messages on plain sockets. */
public final class TcpProtobuf extends TcpSubject {
  public TcpProtobuf() {
    super(ProtobufWire::new);
  }

  @Override
  public boolean supports(Workload workload) {
    return super.supports(workload) || isMostlyIdle(workload);
  }

  public static void main(String[] args) throws Exception {
    Peers.main(new TcpProtobuf(), args);
  }
}
