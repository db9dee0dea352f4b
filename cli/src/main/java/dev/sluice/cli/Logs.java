package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sends what all libraries log, through whichever of Java's logging facades, to logback. */
final class Logs {
  private Logs() {}

  /**
   * Starts logging.
   *
   * @param usual the level to log at, unless verbose
   */
  static void configure(boolean verbose, Level usual) {
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(verbose ? Level.INFO : usual);
    logger("dev.sluice").setLevel(verbose ? Level.DEBUG : usual);
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
