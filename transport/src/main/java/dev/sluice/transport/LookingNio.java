package dev.sluice.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.SelectStrategy;
import io.netty.channel.nio.NioIoHandler;
import java.lang.invoke.VarHandle;
import java.nio.channels.spi.SelectorProvider;

/**
 * Netty's NIO, which blocks when {@link BriefPolling} says so, and is woken only while it does.
 *
 * <p>Left to itself, NIO is woken by a system call for each task that finds it awake, and from then
 * on wakes itself anew after every look, until it blocks: two calls more for each look.
 */
final class LookingNio implements IoHandler {
  private final IoHandler nio;
  private final BriefPolling polling = new BriefPolling();

  /**
   * Set before NIO looks at the tasks a last time. Whoever adds one does so before it looks at
   * this: so at least one of the two sees the other.
   */
  private volatile boolean blocking;

  LookingNio(IoHandler nio) {
    this.nio = nio;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory nio =
        NioIoHandler.newFactory(
            SelectorProvider.provider(), () -> (selectNow, hasTasks) -> SelectStrategy.SELECT);
    return executor -> new LookingNio(nio.newHandler(executor));
  }

  @Override
  public int run(IoHandlerContext context) {
    boolean hasTasks = !context.canBlock();
    polling.beforeLook();
    int handled = nio.run(new Look(context));
    if (hasTasks || handled > 0) {
      polling.found();
      return handled;
    }
    return polling.foundNothing() ? block(context) : 0;
  }

  private int block(IoHandlerContext context) {
    blocking = true;
    try {
      return nio.run(new Block(context));
    } finally {
      blocking = false;
    }
  }

  @Override
  public void wakeup() {
    VarHandle.fullFence(); // A queue of tasks that is just growing has only ordered its own stores.
    if (blocking) {
      nio.wakeup();
    }
  }

  @Override
  public void initialize() {
    nio.initialize();
  }

  @Override
  public void prepareToDestroy() {
    nio.prepareToDestroy();
  }

  @Override
  public void destroy() {
    nio.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return nio.register(handle);
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return nio.isCompatible(handleType);
  }

  /** NIO asks for this between its waiting and its work, for which it need not be woken. */
  private final class Block implements IoHandlerContext {
    private final IoHandlerContext context;

    Block(IoHandlerContext context) {
      this.context = context;
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      blocking = false;
      return context.shouldReportActiveIoTime();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      context.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean canBlock() {
      return context.canBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return context.delayNanos(currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }
  }

  /** With no time left until something else is to be done, NIO does not block. */
  private record Look(IoHandlerContext context) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return System.nanoTime();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      context.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return context.shouldReportActiveIoTime();
    }
  }
}
