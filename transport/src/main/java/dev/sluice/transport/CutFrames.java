package dev.sluice.transport;

import static io.netty.handler.codec.http2.Http2CodecUtil.FRAME_HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Frames that are cut by the end of a read. Netty joins what is left of one read with all of the
 * next, which copies nearly everything when much arrives; this tells which part of the next belongs
 * to the cut frame, so that only that is copied. Event loop.
 *
 * <p>It only says where reads are best divided. Whether frames are what they should be is for the
 * codec to find.
 */
final class CutFrames implements ByteToMessageDecoder.Cumulator {
  private static final int LENGTH_BYTES = 3;

  /** How many bytes of the current frame's header have been seen. */
  private int header;

  /** How long it says that the frame is, and how much of that is yet to come. */
  private int length;

  private int missing;

  /** How much is yet to come of the frame that the last read continued. */
  private int missingOfContinued;

  /** How many bytes at the end of the last read belong to a frame that began there and goes on. */
  private int begun;

  /**
   * @param preface how many bytes come before the first frame (RFC 9113, 3.4)
   */
  CutFrames(int preface) {
    if (preface > 0) {
      header = FRAME_HEADER_LENGTH;
      missing = preface;
    }
  }

  /**
   * Looks at what was read next.
   *
   * @return how many bytes of it belong to a frame that an earlier read has begun
   */
  int continued(ByteBuf read) {
    int begin = read.readerIndex();
    int end = read.writerIndex();
    int at = begin;
    if (header > 0) {
      at = skipFrame(read, at, end);
    }
    int continued = at - begin;
    missingOfContinued = at == end ? missing : 0;
    begun = 0;
    while (at < end) {
      begun = end - at;
      at = skipFrame(read, at, end);
    }
    if (header == 0) {
      begun = 0;
    }
    return continued;
  }

  /**
   * Cuts off the frame that begins in what was looked at last and does not end there, as a buffer
   * that is waiting for the rest of a frame must not be a large one.
   *
   * @return a copy of its bytes, with room for those that are yet to come; for the caller to
   *     release
   */
  ByteBuf cutOff(ByteBufAllocator allocator, ByteBuf read) {
    if (begun == 0) {
      return Unpooled.EMPTY_BUFFER;
    }
    int start = read.writerIndex() - begun;
    ByteBuf copy = allocator.buffer(begun + roomFor(missing)).writeBytes(read, start, begun);
    read.writerIndex(start);
    return copy;
  }

  private static int roomFor(int missing) {
    return Math.min(missing, Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND);
  }

  /** RFC 9113, 4.1: three bytes of length, six of other things, and the payload. */
  private int skipFrame(ByteBuf read, int begin, int end) {
    int at = begin;
    while (header < FRAME_HEADER_LENGTH && at < end) {
      if (header < LENGTH_BYTES) {
        length = length << Byte.SIZE | read.getUnsignedByte(at);
      }
      at++;
      header++;
      if (header == FRAME_HEADER_LENGTH) {
        missing = length;
      }
    }
    int here = Math.min(missing, end - at);
    missing -= here;
    if (header == FRAME_HEADER_LENGTH && missing == 0) {
      header = 0;
      length = 0;
    }
    return at + here;
  }

  /** Joins the parts of a frame, in a buffer with room for those that may follow. */
  @Override
  public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf left, ByteBuf read) {
    if (!left.isReadable()) {
      left.release();
      return read;
    }
    int count = read.readableBytes();
    ByteBuf joined = left;
    try {
      if (left.isReadOnly() || left.refCnt() > 1 || left.writableBytes() < count) {
        joined = allocator.buffer(left.readableBytes() + count + roomFor(missingOfContinued));
        joined.writeBytes(left);
        left.release();
      }
      joined.writeBytes(read);
      return joined;
    } finally {
      read.release();
    }
  }
}
