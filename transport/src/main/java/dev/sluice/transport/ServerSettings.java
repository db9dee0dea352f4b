package dev.sluice.transport;

import java.util.Set;

/**
 * What a server's connections have in common.
 *
 * @param connection limits
 * @param unwrappedMethods those whose handlers grpc-java's server calls itself
 * @param maxConcurrentCalls how many calls a connection may have at a time
 * @param keepAliveTimeNanos how long a client may be silent before it is pinged
 * @param keepAliveTimeoutNanos how long to wait for the answer
 * @param permitKeepAliveTimeNanos how often a client may ping
 * @param permitKeepAliveWithoutCalls whether it may do so without calls
 * @param maxConnectionIdleNanos how long a connection may be without calls
 * @param maxConnectionAgeNanos how old a connection may become
 * @param maxConnectionAgeGraceNanos how long its calls may still run then
 */
record ServerSettings(
    ConnectionSettings connection,
    Set<String> unwrappedMethods,
    int maxConcurrentCalls,
    long keepAliveTimeNanos,
    long keepAliveTimeoutNanos,
    long permitKeepAliveTimeNanos,
    boolean permitKeepAliveWithoutCalls,
    long maxConnectionIdleNanos,
    long maxConnectionAgeNanos,
    long maxConnectionAgeGraceNanos) {
  /** Stands for a time that never comes. */
  static final long NEVER = Long.MAX_VALUE;
}
