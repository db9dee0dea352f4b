package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LookingNioTest {
  private static final int TASKS = 20_000;

  /** A bit longer than a loop looks. */
  private static final int MAX_PAUSE_NANOS = 120_000;

  @Test
  void isWokenOnlyWhileItBlocks() {
    Nio nio = new Nio();
    LookingNio looking = new LookingNio(nio);
    nio.looking = looking;
    looking.wakeup();
    assertThat(nio.wakeups).isZero();

    runUntilItBlocks(looking, nio);

    assertThat(nio.looks).as("looks before it blocks").isPositive();
    assertThat(nio.wakeups).as("of those that came while it looked, and while it blocked").isOne();
    looking.wakeup();
    assertThat(nio.wakeups).isOne();
  }

  @Test
  void doesNotBlockWhileThereAreTasks() {
    Nio nio = new Nio();
    LookingNio looking = new LookingNio(nio);
    nio.looking = looking;

    for (int i = 0; i < 1000; i++) {
      looking.run(new Context(false));
    }

    assertThat(nio.blocks).isZero();
    assertThat(nio.looks).isEqualTo(1000);
  }

  @Test
  void blocksNoLongerThanUntilTheNextTimer() {
    Nio nio = new Nio();
    LookingNio looking = new LookingNio(nio);
    nio.looking = looking;

    runUntilItBlocks(looking, nio);

    assertThat(nio.delayNanos).isEqualTo(Context.DELAY_NANOS);
  }

  /** Each task comes at another moment of the loop's falling asleep. */
  @Test
  void noTaskIsForgotten() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("looking-nio-test", true), LookingNio.newFactory());
    try {
      for (int i = 0; i < TASKS; i++) {
        CountDownLatch done = new CountDownLatch(1);
        group.execute(done::countDown);
        assertThat(done.await(20, SECONDS)).as("task %d was run", i).isTrue();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(MAX_PAUSE_NANOS));
      }
    } finally {
      Future<?> ended = group.shutdownGracefully(0, 20, SECONDS);
      assertThat(ended.await(20, SECONDS)).as("the loop has ended").isTrue();
    }
  }

  private static void runUntilItBlocks(LookingNio looking, Nio nio) {
    long start = System.nanoTime();
    while (nio.blocks == 0 && System.nanoTime() - start < SECONDS.toNanos(20)) {
      looking.run(new Context(true));
    }
    assertThat(nio.blocks).isOne();
  }

  private record Context(boolean canBlock) implements IoHandlerContext {
    private static final long DELAY_NANOS = SECONDS.toNanos(5);

    @Override
    public long delayNanos(long currentTimeNanos) {
      return DELAY_NANOS;
    }

    @Override
    public long deadlineNanos() {
      return System.nanoTime() + DELAY_NANOS;
    }
  }

  /** Finds nothing; while it looks or blocks, somebody tries to wake it. */
  private static final class Nio implements IoHandler {
    private LookingNio looking;
    private int looks;
    private int blocks;
    private int wakeups;
    private long delayNanos;

    @Override
    public int run(IoHandlerContext context) {
      long delay = context.delayNanos(System.nanoTime());
      if (context.canBlock()) {
        blocks++;
        delayNanos = delay;
      } else {
        looks++;
        assertThat(delay).isZero();
      }
      looking.wakeup();
      assertThat(context.shouldReportActiveIoTime()).isFalse();
      looking.wakeup(); // While it works, it is awake.
      return 0;
    }

    @Override
    public void wakeup() {
      wakeups++;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return true;
    }
  }
}
