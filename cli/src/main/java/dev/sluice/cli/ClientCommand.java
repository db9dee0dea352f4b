package dev.sluice.cli;

import io.grpc.Attributes;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;

/** A command that makes calls: opens the channel, and turns how they end into an exit code. */
abstract class ClientCommand implements Callable<Integer> {
  private static final long CLOSE_SECONDS = 2;

  final Console console;

  @Mixin private LogOptions log = new LogOptions();
  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  /** Whether the last call got as far as a connection. */
  private volatile boolean connected;

  ClientCommand(Console console) {
    this.console = console;
  }

  /** The port of the tutorial's server. */
  abstract int usualPort();

  /** Makes the calls; blocks until they have ended. */
  abstract void talk(Channel channel) throws Exception;

  final ConnectionOptions connection() {
    return connection;
  }

  @Override
  public final Integer call() throws Exception {
    log.applyToClient();
    ManagedChannel channel = connection.open(usualPort());
    try {
      talk(ClientInterceptors.intercept(channel, new EndOfCall(this::note)));
      return ExitCode.OK;
    } catch (StatusRuntimeException e) {
      console.say(explain(e.getStatus()));
      if (log.areVerbose()) {
        e.printStackTrace(console.err());
      }
      return ExitCode.FAILED;
    } finally {
      close(channel);
    }
  }

  private void note(Attributes transport) {
    connected = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) != null;
  }

  private String explain(Status status) {
    return new FailedCall(
            status,
            connection.target(usualPort()),
            connected,
            connection.usesTls(),
            connection.deadline())
        .explain();
  }

  private static void close(ManagedChannel channel) throws InterruptedException {
    channel.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
