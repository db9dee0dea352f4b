package dev.sluice;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/**
 * Stands in for {@link java.util.concurrent.locks.LockSupport} in {@link Signal} while Lincheck
 * explores it.
 *
 * <p>Lincheck lets every park return at once, as the specification of park allows. That hides a
 * missed wake-up: the waiter just looks again. So here park returns for an unpark only, as it
 * mostly does in production. There is no parkNanos, since Lincheck knows no passing of time, and no
 * interrupt.
 */
final class StrictParking {
  private StrictParking() {}

  /** A thread that may park here. */
  static class Parker extends Thread {
    private final Object gate = new Object();
    private boolean permit;
  }

  /** Puts this class in the place of LockSupport. To be called before Signal is loaded. */
  static void install() {
    try (InputStream original = StrictParking.class.getResourceAsStream("Signal.class")) {
      ClassWriter rewritten = new ClassWriter(0);
      SimpleRemapper remapper =
          new SimpleRemapper(
              Opcodes.ASM9,
              "java/util/concurrent/locks/LockSupport",
              StrictParking.class.getName().replace('.', '/'));
      new ClassReader(original).accept(new ClassRemapper(rewritten, remapper), 0);
      MethodHandles.lookup().defineClass(rewritten.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  static void park(Object blocker) {
    Parker parker = (Parker) Thread.currentThread();
    synchronized (parker.gate) {
      while (!parker.permit) {
        try {
          parker.gate.wait();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      parker.permit = false;
    }
  }

  static void unpark(Thread thread) {
    Parker parker = (Parker) thread;
    synchronized (parker.gate) {
      parker.permit = true;
      parker.gate.notifyAll();
    }
  }
}
