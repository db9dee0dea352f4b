package dev.sluice.transport;

import io.grpc.internal.GrpcUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;

/** The limits that a server or a channel can be given, with their defaults. */
final class Limits {
  static final int DEFAULT_MAX_CONCURRENT_CALLS = 10_000;
  private static final int DEFAULT_WINDOW_BYTES = 1024 * 1024;
  private static final int DEFAULT_MAX_WINDOW_BYTES = 8 * 1024 * 1024;
  private static final int DEFAULT_READY_THRESHOLD_BYTES = 64 * 1024;
  private static final int DEFAULT_MAX_READY_THRESHOLD_BYTES = 512 * 1024;
  private static final int DEFAULT_MAX_QUEUED_CONTROL_FRAMES = 10_000;
  private static final int DEFAULT_MAX_EMPTY_DATA_FRAMES = 2;
  private static final int DEFAULT_MAX_SMALL_CONTINUATIONS = 16;

  /** A client may give up all its calls at once. */
  private static final int DEFAULT_MAX_RESETS = DEFAULT_MAX_CONCURRENT_CALLS;

  private static final int DEFAULT_RESET_PERIOD_SECONDS = 30;

  int windowBytes = DEFAULT_WINDOW_BYTES;
  int maxWindowBytes = DEFAULT_MAX_WINDOW_BYTES;
  int maxMessageBytes = GrpcUtil.DEFAULT_MAX_MESSAGE_SIZE;
  int maxHeaderListBytes = GrpcUtil.DEFAULT_MAX_HEADER_LIST_SIZE;
  int readyThresholdBytes = DEFAULT_READY_THRESHOLD_BYTES;
  int maxReadyThresholdBytes = DEFAULT_MAX_READY_THRESHOLD_BYTES;
  int maxQueuedControlFrames = DEFAULT_MAX_QUEUED_CONTROL_FRAMES;
  int maxEmptyDataFrames = DEFAULT_MAX_EMPTY_DATA_FRAMES;
  int maxSmallContinuations = DEFAULT_MAX_SMALL_CONTINUATIONS;
  int maxResets = DEFAULT_MAX_RESETS;
  int resetPeriodSeconds = DEFAULT_RESET_PERIOD_SECONDS;

  /** A window that was set is not to grow by itself. */
  void fixWindow(int bytes) {
    windowBytes = atLeast("flowControlWindow", Http2CodecUtil.DEFAULT_WINDOW_SIZE, bytes);
    maxWindowBytes = bytes;
  }

  /** A threshold that was set is not to grow by itself either. */
  void fixReadyThreshold(int bytes) {
    readyThresholdBytes = atLeast("readyThreshold", 1, bytes);
    maxReadyThresholdBytes = bytes;
  }

  ConnectionSettings toSettings() {
    return new ConnectionSettings(
        windowBytes,
        maxWindowBytes,
        maxMessageBytes,
        maxHeaderListBytes,
        readyThresholdBytes,
        maxReadyThresholdBytes,
        maxQueuedControlFrames,
        maxEmptyDataFrames,
        maxSmallContinuations,
        maxResets,
        resetPeriodSeconds);
  }

  static int atLeast(String what, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", not " + value);
    }
    return value;
  }

  static long positive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " must be positive, not " + value);
    }
    return value;
  }
}
