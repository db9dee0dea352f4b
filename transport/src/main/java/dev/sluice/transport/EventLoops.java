package dev.sluice.transport;

import io.grpc.internal.ObjectPool;
import io.grpc.internal.SharedResourceHolder;
import io.grpc.internal.SharedResourcePool;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that all servers and channels share, as many as there are processors: epoll where
 * Netty's native part for it is present, NIO elsewhere.
 */
final class EventLoops {
  private static final boolean EPOLL = Epoll.isAvailable();
  private static final long QUIET_MILLIS = 0;
  private static final long SHUTDOWN_TIMEOUT_SECONDS = 10;

  private static final SharedResourceHolder.Resource<EventLoopGroup> SHARED =
      new SharedResourceHolder.Resource<>() {
        @Override
        public EventLoopGroup create() {
          IoHandlerFactory handlers =
              EPOLL ? EpollIoHandler.newFactory(0, BriefPolling::new) : LookingNio.newFactory();
          return new MultiThreadIoEventLoopGroup(
              Runtime.getRuntime().availableProcessors(),
              new DefaultThreadFactory("sluice-event-loop", true),
              handlers);
        }

        @Override
        public void close(EventLoopGroup group) {
          group.shutdownGracefully(
              QUIET_MILLIS,
              TimeUnit.SECONDS.toMillis(SHUTDOWN_TIMEOUT_SECONDS),
              TimeUnit.MILLISECONDS);
        }

        @Override
        public String toString() {
          return "sluice-event-loop";
        }
      };

  private static final ObjectPool<EventLoopGroup> POOL = SharedResourcePool.forResource(SHARED);

  private final EventLoopGroup group;

  private EventLoops(EventLoopGroup group) {
    this.group = group;
  }

  /** Takes a share; to be given back with {@link #release}. */
  static EventLoops acquire() {
    return new EventLoops(POOL.getObject());
  }

  void release() {
    POOL.returnObject(group);
  }

  EventLoopGroup group() {
    return group;
  }

  boolean isTcp(SocketAddress address) {
    return address instanceof InetSocketAddress;
  }

  /** The kinds of addresses that there are sockets for. */
  static List<Class<? extends SocketAddress>> addressTypes() {
    return List.of(
        InetSocketAddress.class, DomainSocketAddress.class, UnixDomainSocketAddress.class);
  }

  /** Turns the address of a Unix domain socket into the kind that the event loops can use. */
  static SocketAddress toUsable(SocketAddress address) {
    if (EPOLL && address instanceof UnixDomainSocketAddress unix) {
      return new DomainSocketAddress(unix.getPath().toFile());
    }
    if (!EPOLL && address instanceof DomainSocketAddress unix) {
      return UnixDomainSocketAddress.of(unix.path());
    }
    return address;
  }

  /** Whether binding an address would remove a file: Netty does so with epoll, and asks nobody. */
  static boolean isFile(SocketAddress usable) {
    return usable instanceof DomainSocketAddress unix && new File(unix.path()).exists();
  }

  ChannelFactory<? extends Channel> clientChannel(SocketAddress address) {
    if (isTcp(address)) {
      return EPOLL ? EpollSocketChannel::new : DirectWriteChannel::new;
    }
    return EPOLL ? EpollDomainSocketChannel::new : NioDomainSocketChannel::new;
  }

  ChannelFactory<? extends ServerChannel> serverChannel(SocketAddress address) {
    if (isTcp(address)) {
      return EPOLL ? EpollServerSocketChannel::new : DirectWriteChannel.Server::new;
    }
    return EPOLL ? EpollServerDomainSocketChannel::new : NioServerDomainSocketChannel::new;
  }
}
