package dev.sluice;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The base of generated clients: a channel and the options of the calls to be made on it.
 *
 * <p>Clients are immutable and cheap, and may be used by any number of threads. Each {@code with}
 * method returns a new client on the same channel; none of them blocks.
 *
 * @param <C> the type of the generated client
 */
public abstract class SluiceClient<C extends SluiceClient<C>> {
  static final CallOptions.Key<Integer> PREFETCH =
      CallOptions.Key.createWithDefault("dev.sluice.prefetch", ServiceOptions.DEFAULT_PREFETCH);

  private final Channel channel;
  private final CallOptions callOptions;

  /**
   * For generated code.
   *
   * @param channel the channel to call on
   * @param callOptions the options of the calls
   */
  protected SluiceClient(Channel channel, CallOptions callOptions) {
    this.channel = channel;
    this.callOptions = callOptions;
  }

  /**
   * Makes a client of the same type. For generated code.
   *
   * @param channel the channel to call on
   * @param callOptions the options of the calls
   * @return the client
   */
  protected abstract C build(Channel channel, CallOptions callOptions);

  /**
   * Returns the channel, with the interceptors added to this client.
   *
   * @return the channel
   */
  public final Channel channel() {
    return channel;
  }

  /**
   * Returns the options of the calls.
   *
   * @return the options
   */
  public final CallOptions callOptions() {
    return callOptions;
  }

  /**
   * Ends calls with {@code DEADLINE_EXCEEDED} that are still running at a point in time.
   *
   * @param deadline the point in time
   * @return a client with that deadline
   */
  public final C withDeadline(Deadline deadline) {
    return build(channel, callOptions.withDeadline(deadline));
  }

  /**
   * Ends calls with {@code DEADLINE_EXCEEDED} that are still running after some time. The clock
   * starts now, not when a call does: make the client anew for each call.
   *
   * @param time how long from now
   * @return a client with that deadline
   */
  public final C withDeadlineAfter(Duration time) {
    long nanos = TimeUnit.NANOSECONDS.convert(time);
    return build(channel, callOptions.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
  }

  /**
   * Sends headers with each call.
   *
   * @param headers the headers; copied
   * @return a client that adds them
   */
  public final C withHeaders(Metadata headers) {
    return withInterceptors(new HeaderInterceptor(headers));
  }

  /**
   * Compresses the messages that are sent.
   *
   * @param compressor the name of a compressor that the channel knows, such as {@code gzip}
   * @return a client that compresses
   */
  public final C withCompression(String compressor) {
    return build(channel, callOptions.withCompression(compressor));
  }

  /**
   * Adds credentials to each call.
   *
   * @param credentials what adds them
   * @return a client with those credentials
   */
  public final C withCallCredentials(CallCredentials credentials) {
    return build(channel, callOptions.withCallCredentials(credentials));
  }

  /**
   * Puts interceptors around each call; the last one sees a call first.
   *
   * @param interceptors the interceptors
   * @return a client with those interceptors
   */
  public final C withInterceptors(ClientInterceptor... interceptors) {
    return build(ClientInterceptors.intercept(channel, interceptors), callOptions);
  }

  /**
   * Lets calls wait for a connection, within their deadline, where they would fail at once with
   * {@code UNAVAILABLE} if the server cannot be reached.
   *
   * @return a client whose calls wait
   */
  public final C withWaitForReady() {
    return build(channel, callOptions.withWaitForReady());
  }

  /**
   * Runs on an executor what interceptors and marshallers do when something arrives. By default
   * they run on virtual threads.
   *
   * @param executor the executor; one that runs tasks on the calling thread makes the transport's
   *     event loop do that work, and must then be used with nothing that blocks
   * @return a client that uses the executor
   */
  public final C withExecutor(Executor executor) {
    return build(channel, callOptions.withExecutor(executor));
  }

  /**
   * Sets how many responses of a stream are fetched ahead of the receiver, at most. Fewer bound the
   * memory of streams with big messages; more help small ones.
   *
   * @param messages from 1 to {@value ServiceOptions#MAX_PREFETCH}; {@value
   *     ServiceOptions#DEFAULT_PREFETCH} by default
   * @return a client with that prefetch
   * @throws IllegalArgumentException if the number is out of range
   */
  public final C withPrefetch(int messages) {
    return withOption(PREFETCH, ServiceOptions.checkPrefetch(messages));
  }

  /**
   * Limits the size of a response; a larger one fails the call with {@code RESOURCE_EXHAUSTED}.
   *
   * @param bytes the limit; grpc-java's default is 4 MiB
   * @return a client with that limit
   * @throws IllegalArgumentException if the limit is negative
   */
  public final C withMaxInboundMessageSize(int bytes) {
    return build(channel, callOptions.withMaxInboundMessageSize(bytes));
  }

  /**
   * Limits the size of a request; a larger one fails the call with {@code CANCELLED}, and {@code
   * RESOURCE_EXHAUSTED} as the cause.
   *
   * @param bytes the limit; none by default
   * @return a client with that limit
   * @throws IllegalArgumentException if the limit is negative
   */
  public final C withMaxOutboundMessageSize(int bytes) {
    return build(channel, callOptions.withMaxOutboundMessageSize(bytes));
  }

  /**
   * Sets an option that an interceptor or load balancer reads.
   *
   * @param key the option
   * @param value its value
   * @param <T> the type of the value
   * @return a client with that option
   */
  public final <T> C withOption(CallOptions.Key<T> key, T value) {
    return build(channel, callOptions.withOption(key, value));
  }
}
