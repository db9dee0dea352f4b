package dev.sluice.cli;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that run, so that a server can wait for their end before it stops. */
final class RunningCalls implements ServerInterceptor {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noneLeft = lock.newCondition();
  private int count;

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    add(1);
    try {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onComplete() {
          add(-1);
          super.onComplete();
        }

        @Override
        public void onCancel() {
          add(-1);
          super.onCancel();
        }
      };
    } catch (RuntimeException | Error e) {
      add(-1);
      throw e;
    }
  }

  private void add(int calls) {
    lock.lock();
    try {
      count += calls;
      if (count == 0) {
        noneLeft.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no call runs; returns whether that came about in time. */
  boolean awaitNone(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (count > 0) {
        if (left <= 0) {
          return false;
        }
        left = noneLeft.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
