package dev.sluice.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports that are not of a server under test. */
final class Ports {
  private Ports() {}

  /** An address of the loopback interface where nobody listens. */
  static InetSocketAddress unused() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(Builders.loopback());
      return Builders.loopback(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
