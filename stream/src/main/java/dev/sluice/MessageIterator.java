package dev.sluice;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a receiver to its end. */
final class MessageIterator<T> implements Iterator<T> {
  private final Receiver<T> receiver;
  private @Nullable T next;

  MessageIterator(Receiver<T> receiver) {
    this.receiver = receiver;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = receiver.receive();
    }
    return next != null;
  }

  @Override
  public T next() {
    T message = next != null ? next : receiver.receive();
    if (message == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    next = null;
    return message;
  }
}
