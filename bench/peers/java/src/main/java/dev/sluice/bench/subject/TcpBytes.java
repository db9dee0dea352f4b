package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Peers;

/** Plain bytes on plain sockets. */
public final class TcpBytes extends TcpSubject {
  public TcpBytes() {
    super(BytesWire::new);
  }

  public static void main(String[] args) throws Exception {
    Peers.main(new TcpBytes(), args);
  }
}
