package dev.sluice.bench;

/** Percentiles of a run's round trips, in nanoseconds. */
record Latency(long p50, long p99, long p999) {}
