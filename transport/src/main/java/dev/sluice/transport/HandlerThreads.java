package dev.sluice.transport;

import dev.sluice.NonBlockingHandler;
import io.grpc.InternalConfiguratorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.internal.SerializingExecutor;
import io.grpc.internal.ServerImplBuilder;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Where a server starts its calls and runs their callbacks: on virtual threads, but those of
 * handlers that do not block on whatever thread has something for them. Waking a thread to have it
 * wake another one costs more than a small call.
 */
final class HandlerThreads {
  /** One and the same, so that grpc-java does not take it for a change. */
  private static final Executor ANYWHERE = HandlerThreads::run;

  private final Set<String> nonBlocking = new HashSet<>();
  private boolean isForAll;

  /** Leaves everything to virtual threads, as code of the application might see any call. */
  void useForAll() {
    isForAll = true;
  }

  /** A service takes the place of one of the same name. */
  void add(ServerServiceDefinition service) {
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      String name = method.getMethodDescriptor().getFullMethodName();
      if (method.getServerCallHandler() instanceof NonBlockingHandler) {
        nonBlocking.add(name);
      } else {
        nonBlocking.remove(name);
      }
    }
  }

  /**
   * Has a server run its calls so. Before it is built, once all that it serves was added.
   *
   * @return the methods whose handlers do not block, and that nothing of the application wraps
   */
  Set<String> configure(ServerImplBuilder builder) {
    // Whoever configures all servers may have added interceptors to this one.
    boolean configured = InternalConfiguratorRegistry.wasSetConfiguratorsCalled();
    if (isForAll || configured || nonBlocking.isEmpty()) {
      return Set.of();
    }
    Set<String> methods = Set.copyOf(nonBlocking);
    builder.executor(ANYWHERE).callExecutor(new Supplier(methods));
    return methods;
  }

  /** Of all that grpc-java does for a server, its queues of callbacks are no code of others'. */
  private static void run(Runnable task) {
    if (task instanceof SerializingExecutor) {
      task.run();
    } else {
      VirtualThreads.EXECUTOR.execute(task);
    }
  }

  private record Supplier(Set<String> nonBlocking) implements ServerCallExecutorSupplier {
    /** Called once the method is known; what runs until then does not block. */
    @Override
    public <ReqT, RespT> Executor getExecutor(ServerCall<ReqT, RespT> call, Metadata metadata) {
      return nonBlocking.contains(call.getMethodDescriptor().getFullMethodName())
          ? ANYWHERE
          : VirtualThreads.EXECUTOR;
    }
  }
}
