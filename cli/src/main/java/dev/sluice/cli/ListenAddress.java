package dev.sluice.cli;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * An address to listen on.
 *
 * @param option the option that chooses the port, for messages
 */
record ListenAddress(String host, int port, String option) {
  static final int MAX_PORT = 65_535;

  ListenAddress {
    if (port < 0 || port > MAX_PORT) {
      throw new UsageException(option + ": " + port + " is no port: they go from 0 to " + MAX_PORT);
    }
  }

  /** Resolves the address; blocks for as long as that takes. */
  InetSocketAddress resolve() {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UsageException("--host: there is no host " + host);
    }
    return address;
  }

  /** Explains in one line why nobody can listen here. */
  String explain(IOException failure) {
    Throwable cause = failure.getCause();
    String reason = (cause == null ? failure : cause).getMessage();
    return "cannot listen on " + at(port) + ": " + reason + "; choose another port with " + option;
  }

  /** Prints the address with the port that was found, which is another one if 0 was asked for. */
  String at(int foundPort) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + foundPort;
  }
}
