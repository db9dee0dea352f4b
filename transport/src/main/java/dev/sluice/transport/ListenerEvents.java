package dev.sluice.transport;

import io.grpc.internal.ServerStreamListener;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Events that an application triggers on its own call: grpc-java has them from 1.85 on. */
final class ListenerEvents {
  private static final @Nullable MethodHandle TRIGGER = find();

  private ListenerEvents() {}

  private static @Nullable MethodHandle find() {
    try {
      return MethodHandles.lookup()
          .findVirtual(
              ServerStreamListener.class,
              "triggerEvent",
              MethodType.methodType(void.class, Object.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  static void trigger(ServerStreamListener listener, Object event) {
    MethodHandle trigger = TRIGGER;
    if (trigger == null) {
      throw new UnsupportedOperationException("this release of grpc-java has no events of calls");
    }
    try {
      trigger.invokeExact(listener, event);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
