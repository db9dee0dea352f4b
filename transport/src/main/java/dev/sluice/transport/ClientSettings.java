package dev.sluice.transport;

/**
 * What a channel's connections have in common.
 *
 * @param connection limits
 * @param connectTimeoutMillis how long to try to connect
 * @param keepAliveTimeNanos how long a server may be silent before it is pinged
 * @param keepAliveTimeoutNanos how long to wait for the answer
 * @param keepAliveWithoutCalls whether to ping also while there is no call
 */
record ClientSettings(
    ConnectionSettings connection,
    int connectTimeoutMillis,
    long keepAliveTimeNanos,
    long keepAliveTimeoutNanos,
    boolean keepAliveWithoutCalls) {}
