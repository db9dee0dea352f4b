package dev.sluice.interop.cases;

import java.util.ArrayList;
import java.util.List;

/** Who calls whom, and how. Theirs with theirs is the control: what fails there is not ours. */
record Pairing(Transport channel, Transport server, Security security) {

  static List<Pairing> all() {
    List<Pairing> all = new ArrayList<>();
    for (Transport channel : Transport.values()) {
      for (Transport server : Transport.values()) {
        for (Security security : Security.values()) {
          all.add(new Pairing(channel, server, security));
        }
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return channel + " channel, " + server + " server, " + security;
  }
}
