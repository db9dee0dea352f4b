package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

/**
 * The raw numbers of one run whose count and checksum were right.
 *
 * @param round which round it counts for, from 1; 0 in the warm-up
 * @param nanos as the client's own clock has it
 * @param elapsedNanos from the command to the answer, as the harness's clock has it
 * @param server null if the subject has no process for it
 * @param others what other processes took of all CPUs meanwhile, 0 to 1; null if not measured
 */
record Run(
    int round,
    long messages,
    long nanos,
    long elapsedNanos,
    @Nullable Latency latency,
    Side client,
    @Nullable Side server,
    @Nullable Double others) {}
