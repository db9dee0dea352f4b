package dev.sluice.transport;

import dev.sluice.DrainSignal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whether a connection of a server is draining, and who wants to know. */
final class ConnectionDrain implements DrainSignal {
  /** Each is run by whoever removes it. */
  private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();

  private volatile boolean draining;

  /** One of possibly several with the same action. */
  private static final class Registration {
    private final Runnable action;

    Registration(Runnable action) {
      this.action = action;
    }
  }

  @Override
  public boolean isDraining() {
    return draining;
  }

  @Override
  public Runnable onDraining(Runnable action) {
    Registration registration = new Registration(action);
    registrations.add(registration);
    // Looked at afterwards: whoever begins to drain looks the other way round.
    if (draining) {
      run(registration);
    }
    return () -> registrations.remove(registration);
  }

  /** Begins to drain. Any thread. */
  void begin() {
    draining = true;
    registrations.forEach(this::run);
  }

  private void run(Registration registration) {
    if (registrations.remove(registration)) {
      registration.action.run();
    }
  }

  /** How many actions wait. */
  int waiting() {
    return registrations.size();
  }
}
