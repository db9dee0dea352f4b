package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A server that gives the test its end of each connection, frame by frame. */
final class RawServer implements AutoCloseable {
  private static final int ACCEPT_TIMEOUT_MILLIS = 15_000;

  private final ServerSocket listening;
  private final List<RawPeer> accepted = new ArrayList<>();

  private RawServer(ServerSocket listening) {
    this.listening = listening;
  }

  static RawServer start() throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listening.setSoTimeout(ACCEPT_TIMEOUT_MILLIS);
    return new RawServer(listening);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The next connection, on which nothing has been said yet. */
  RawPeer acceptSilently() throws IOException {
    RawPeer peer = new RawPeer(listening.accept());
    accepted.add(peer);
    return peer;
  }

  /** The next connection, begun as the protocol wants it. */
  RawPeer accept(int... settings) throws IOException {
    RawPeer peer = acceptSilently();
    assertThat(peer.in.readNBytes(RawClient.PREFACE.length)).isEqualTo(RawClient.PREFACE);
    peer.send(Frame.settings(settings));
    return peer;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (RawPeer peer : accepted) {
      peer.close();
    }
  }
}
