package dev.sluice;

/**
 * What the {@link java.io.InputStream} of a received message implements if the message lies in an
 * array as a whole, so that it can be parsed where it is. {@link ArrayMarshaller#parse} looks for
 * it; a transport may implement it.
 *
 * <p>The methods tell of the bytes that have not been read from the stream yet, and read nothing.
 * The array is shared: whoever gets it must not modify it, and whoever hands it out must not modify
 * these bytes any more, for messages that were parsed may go on using them.
 */
public interface ArrayBacked {
  /**
   * Returns the array that holds the bytes.
   *
   * @return the array; not to be modified
   */
  byte[] array();

  /**
   * Returns where in the array the bytes begin.
   *
   * @return the index of the first byte that has not been read
   */
  int offset();

  /**
   * Returns how many bytes there are.
   *
   * @return the number of bytes that have not been read
   */
  int length();
}
