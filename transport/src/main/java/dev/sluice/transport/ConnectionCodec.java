package dev.sluice.transport;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** Sets up Netty's HTTP/2 codec, with its guards against floods. */
final class ConnectionCodec<C extends Connection>
    extends AbstractHttp2ConnectionHandlerBuilder<C, ConnectionCodec<C>> {
  /** Makes the connection over the codec. */
  interface Factory<C> {
    C create(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initial);
  }

  private static final float WINDOW_UPDATE_RATIO = 0.5f;

  /** How much of one stream is written before it is another's turn. */
  private static final int MAX_TURN_BYTES = 32 * 1024;

  private final Factory<C> factory;

  private ConnectionCodec(Factory<C> factory) {
    this.factory = factory;
  }

  static <C extends Connection> C server(
      ConnectionSettings settings, int maxConcurrentStreams, Factory<C> factory) {
    Http2Settings initial = initial(settings).maxConcurrentStreams(maxConcurrentStreams);
    ConnectionCodec<C> codec = new ConnectionCodec<>(factory).configured(settings, initial, true);
    codec.connection().remote().maxActiveStreams(maxConcurrentStreams);
    return codec
        .decoderEnforceMaxRstFramesPerWindow(settings.maxResets(), settings.resetPeriodSeconds())
        // Would count what this side resets for reasons of its own; ProvokedResets does not.
        .encoderEnforceMaxRstFramesPerWindow(0, 0)
        .build();
  }

  static <C extends Connection> C client(ConnectionSettings settings, Factory<C> factory) {
    Http2Settings initial = initial(settings).pushEnabled(false).maxConcurrentStreams(0);
    ConnectionCodec<C> codec = new ConnectionCodec<>(factory).configured(settings, initial, false);
    codec.connection().remote().maxActiveStreams(0);
    return codec
        .encoderEnforceMaxConcurrentStreams(true)
        // Built with a connection, Netty takes every handler for a server's.
        .decoderEnforceMaxRstFramesPerWindow(0, 0)
        .encoderEnforceMaxRstFramesPerWindow(0, 0)
        .build();
  }

  private static Http2Settings initial(ConnectionSettings settings) {
    return new Http2Settings()
        .initialWindowSize(settings.flowControlWindowBytes())
        .maxHeaderListSize(settings.maxHeaderListBytes());
  }

  private ConnectionCodec<C> configured(
      ConnectionSettings settings, Http2Settings initial, boolean server) {
    PeerStreams connection = new PeerStreams(server);
    UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
    turns.minAllocationChunk(MAX_TURN_BYTES);
    connection.remote().flowController(new WriteNotifier(connection, turns));
    connection
        .local()
        .flowController(new DefaultHttp2LocalFlowController(connection, WINDOW_UPDATE_RATIO, true));
    return connection(connection)
        .initialSettings(initial)
        .gracefulShutdownTimeoutMillis(-1)
        .encoderEnforceMaxQueuedControlFrames(settings.maxQueuedControlFrames())
        .decoderEnforceMaxConsecutiveEmptyDataFrames(settings.maxEmptyDataFrames())
        .decoderEnforceMaxSmallContinuationFrames(settings.maxSmallContinuations());
  }

  /**
   * Says when data has really been written: large messages leave over time, as the peer's window
   * allows.
   */
  static final class WriteNotifier extends DefaultHttp2RemoteFlowController {
    private final DefaultHttp2Connection connection;
    private Runnable onData = () -> {};

    WriteNotifier(DefaultHttp2Connection connection, UniformStreamByteDistributor turns) {
      super(connection, turns);
      this.connection = connection;
    }

    void onData(Runnable told) {
      onData = told;
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
      int before = windowSize(connection.connectionStream());
      super.writePendingBytes();
      if (windowSize(connection.connectionStream()) != before) {
        onData.run();
      }
    }
  }

  @Override
  protected C build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initial) {
    return factory.create(decoder, encoder, initial);
  }
}
