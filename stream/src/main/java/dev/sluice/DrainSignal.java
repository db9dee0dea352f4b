package dev.sluice;

import io.grpc.Attributes;

/**
 * Tells that a server will take no more calls on a connection and close it once those that run have
 * ended. For authors of transports; a call finds it among its attributes, and its handler uses
 * {@link ServerCallContext#onDraining}.
 */
public interface DrainSignal {
  /** Under which a transport puts it among the attributes of a call. */
  Attributes.Key<DrainSignal> KEY = Attributes.Key.create("dev.sluice.drain-signal");

  /**
   * Tells whether the connection is draining. Any thread; never blocks.
   *
   * @return whether it is
   */
  boolean isDraining();

  /**
   * Registers an action that is run once, by any thread, when the connection begins to drain; or at
   * once, by this thread, if it drains already. Any thread; never blocks.
   *
   * @param action what to run; must neither block nor throw
   * @return what takes the registration back; without effect if the action has been run
   */
  Runnable onDraining(Runnable action);
}
