package dev.sluice.transport;

/**
 * What both ends of a connection are limited to.
 *
 * @param flowControlWindowBytes how much a peer may send on a stream before it is received
 * @param maxFlowControlWindowBytes up to where that grows on a long, fast path
 * @param maxMessageBytes the largest message that is received
 * @param maxHeaderListBytes the largest headers or trailers that are received
 * @param readyThresholdBytes how much may wait to be written on a stream until it is not ready
 * @param maxReadyThresholdBytes up to where that grows while the peer keeps up
 * @param maxQueuedControlFrames how many answers to a peer may wait to be written
 * @param maxEmptyDataFrames how many empty DATA frames may follow one another
 * @param maxSmallContinuations how many small CONTINUATION frames headers may have
 * @param maxResets how many streams a peer may reset, or have us reset, in a period
 * @param resetPeriodSeconds that period
 */
record ConnectionSettings(
    int flowControlWindowBytes,
    int maxFlowControlWindowBytes,
    int maxMessageBytes,
    int maxHeaderListBytes,
    int readyThresholdBytes,
    int maxReadyThresholdBytes,
    int maxQueuedControlFrames,
    int maxEmptyDataFrames,
    int maxSmallContinuations,
    int maxResets,
    int resetPeriodSeconds) {}
