package dev.sluice.cli;

/** The ports of the tutorial's servers. */
final class Ports {
  static final int SUM = 8081;
  static final int POW = 8082;
  static final int SQRT = 8083;

  private Ports() {}
}
