package dev.sluice.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged as an error, or as a warning with an exception, while this is there: by Netty,
 * which logs to SLF4J, and by grpc-java and ours, which log to the JDK.
 */
final class LoggedFailures implements AutoCloseable {
  private static final int MAX_KEPT = 100;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final FromJdk fromJdk = new FromJdk();
  private final FromNetty fromNetty = new FromNetty();

  private LoggedFailures() {}

  static LoggedFailures record() {
    LoggedFailures recording = new LoggedFailures();
    Logger.getLogger("").addHandler(recording.fromJdk);
    recording.fromNetty.start();
    root().addAppender(recording.fromNetty);
    return recording;
  }

  private static ch.qos.logback.classic.Logger root() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** What has been logged since this was last asked. */
  List<String> take() {
    List<String> taken = new ArrayList<>();
    for (String next = failures.poll(); next != null; next = failures.poll()) {
      taken.add(next);
    }
    return taken;
  }

  private void add(String failure) {
    if (failures.size() < MAX_KEPT) {
      failures.add(failure);
    }
  }

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(fromJdk);
    root().detachAppender(fromNetty);
    fromNetty.stop();
  }

  private final class FromJdk extends Handler {
    @Override
    public void publish(LogRecord logged) {
      int level = logged.getLevel().intValue();
      int least =
          logged.getThrown() == null
              ? java.util.logging.Level.SEVERE.intValue()
              : java.util.logging.Level.WARNING.intValue();
      if (level >= least) {
        add(logged.getLoggerName() + ": " + logged.getMessage() + " " + logged.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final class FromNetty extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent logged) {
      boolean thrown = logged.getThrowableProxy() != null;
      if (logged.getLevel().isGreaterOrEqual(thrown ? Level.WARN : Level.ERROR)) {
        add(
            logged.getLoggerName()
                + ": "
                + logged.getFormattedMessage()
                + (thrown
                    ? " "
                        + logged.getThrowableProxy().getClassName()
                        + ": "
                        + logged.getThrowableProxy().getMessage()
                    : ""));
      }
    }
  }
}
