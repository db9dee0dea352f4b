package dev.sluice;

/** How the handlers of a service run. Immutable; may be used from any thread. */
public final class ServiceOptions {
  static final int DEFAULT_PREFETCH = 32;
  static final int MAX_PREFETCH = 65_536;

  private static final ServiceOptions DEFAULTS = new ServiceOptions(true, DEFAULT_PREFETCH);

  private final boolean interruptOnCancel;
  private final int prefetch;

  private ServiceOptions(boolean interruptOnCancel, int prefetch) {
    this.interruptOnCancel = interruptOnCancel;
    this.prefetch = prefetch;
  }

  /**
   * Returns the defaults: handlers are interrupted when their call is cancelled, and {@value
   * #DEFAULT_PREFETCH} requests are fetched ahead.
   *
   * @return the defaults
   */
  public static ServiceOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets whether a handler's thread is interrupted when its call is cancelled, runs out of its
   * deadline or loses its connection. If not, a handler learns of it from the next operation on the
   * call, or from {@link ServerCallContext#isCancelled()}.
   *
   * @param interrupt whether to interrupt; true by default
   * @return options with that setting
   */
  public ServiceOptions withInterruptOnCancel(boolean interrupt) {
    return new ServiceOptions(interrupt, prefetch);
  }

  /**
   * Sets how many requests of a stream are fetched ahead of the handler, at most. Fewer bound the
   * memory of streams with big messages; more help small ones.
   *
   * @param messages from 1 to {@value #MAX_PREFETCH}; {@value #DEFAULT_PREFETCH} by default
   * @return options with that setting
   * @throws IllegalArgumentException if the number is out of range
   */
  public ServiceOptions withPrefetch(int messages) {
    return new ServiceOptions(interruptOnCancel, checkPrefetch(messages));
  }

  boolean interruptOnCancel() {
    return interruptOnCancel;
  }

  int prefetch() {
    return prefetch;
  }

  static int checkPrefetch(int messages) {
    if (messages < 1 || messages > MAX_PREFETCH) {
      throw new IllegalArgumentException(
          "prefetch must be from 1 to " + MAX_PREFETCH + " messages, not " + messages);
    }
    return messages;
  }
}
