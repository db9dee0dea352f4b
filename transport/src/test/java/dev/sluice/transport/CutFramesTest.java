package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutFramesTest {
  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  private final CutFrames frames = new CutFrames(0);

  @Test
  void wholeFramesContinueNothing() {
    assertThat(frames.continued(bytes(frame(3), frame(0), frame(20_000)))).isZero();
    assertThat(frames.continued(bytes(frame(7)))).isZero();
  }

  @Test
  void theRestOfACutFrameIsTold() {
    byte[] cut = frame(100);
    for (int at = 1; at < cut.length; at++) {
      assertThat(frames.continued(bytes(frame(5), part(cut, 0, at)))).isZero();
      assertThat(frames.continued(bytes(part(cut, at, cut.length), frame(5), frame(6))))
          .as("cut at %d", at)
          .isEqualTo(cut.length - at);
    }
  }

  @Test
  void theBeginOfACutFrameIsCopiedSoThatTheReadNeedNotBeKept() {
    byte[] cut = frame(100);
    for (int at = 1; at < cut.length; at++) {
      CutFrames reader = new CutFrames(0);
      ByteBuf read = bytes(frame(5), part(cut, 0, at));
      reader.continued(read);
      ByteBuf begun = reader.cutOff(ALLOCATOR, read);

      assertThat(ByteBufUtil.getBytes(read)).isEqualTo(frame(5));
      assertThat(read.release()).as("the read is no more needed").isTrue();
      assertThat(ByteBufUtil.getBytes(begun)).as("cut at %d", at).isEqualTo(part(cut, 0, at));
      assertThat(begun.capacity()).isLessThanOrEqualTo(cut.length);
      begun.release();
    }
  }

  @Test
  void nothingIsCutOffWhereAFrameEndsOrHasBegunBefore() {
    ByteBuf whole = bytes(frame(5), frame(6));
    frames.continued(whole);
    assertThat(frames.cutOff(ALLOCATOR, whole).isReadable()).isFalse();

    frames.continued(bytes(part(frame(100), 0, 20)));
    ByteBuf middle = bytes(part(frame(100), 20, 40));
    frames.continued(middle);
    assertThat(frames.cutOff(ALLOCATOR, middle).isReadable()).isFalse();
    assertThat(middle.readableBytes()).isEqualTo(20);
  }

  @Test
  void aFrameMayBeCutManyTimes() {
    byte[] cut = frame(30);
    assertThat(frames.continued(bytes(part(cut, 0, 1)))).isZero();
    for (int at = 1; at < cut.length; at++) {
      assertThat(frames.continued(bytes(part(cut, at, at + 1)))).isEqualTo(1);
    }
    assertThat(frames.continued(bytes(frame(30)))).isZero();
  }

  @Test
  void whatComesBeforeTheFirstFrameIsNone() {
    CutFrames server = new CutFrames(24);

    assertThat(server.continued(bytes(new byte[10]))).isEqualTo(10);
    assertThat(server.continued(bytes(new byte[14], frame(4)))).isEqualTo(14);
    assertThat(server.continued(bytes(frame(4)))).isZero();
  }

  @Test
  void partsAreJoinedInOrderHoweverAFrameIsCut() {
    byte[] sent = new byte[5_000];
    Random random = new Random(7);
    random.nextBytes(sent);
    ByteBuf joined = Unpooled.EMPTY_BUFFER;
    for (int at = 0; at < sent.length; ) {
      int next = Math.min(sent.length, at + 1 + random.nextInt(700));
      joined = cumulated(joined, part(sent, at, next));
      at = next;
    }

    byte[] received = new byte[joined.readableBytes()];
    joined.readBytes(received);
    joined.release();
    assertThat(received).isEqualTo(sent);
  }

  @Test
  void whatWasJoinedIsReleased() {
    ByteBuf left = bytes(frame(3));
    ByteBuf read = bytes(frame(4));

    ByteBuf joined = frames.cumulate(ALLOCATOR, left, read);

    assertThat(left.refCnt()).isZero();
    assertThat(read.refCnt()).isZero();
    assertThat(joined.release()).isTrue();
  }

  @Test
  void theRestOfAFrameNeedsNoMoreRoom() {
    byte[] cut = frame(16_000);
    ByteBuf begun = cumulated(Unpooled.EMPTY_BUFFER, part(cut, 0, 1_000));
    ByteBuf more = cumulated(begun, part(cut, 1_000, 1_001));
    assertThat(more.capacity()).isEqualTo(cut.length);

    ByteBuf all = cumulated(more, part(cut, 1_001, cut.length));

    assertThat(all).isSameAs(more);
    all.release();
  }

  @Test
  void aFrameThatClaimsToBeLargeGetsNoMoreRoomThanOneMayNeed() {
    byte[] claim = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 1};
    ByteBuf begun = cumulated(Unpooled.EMPTY_BUFFER, part(claim, 0, 8));

    ByteBuf joined = cumulated(begun, part(claim, 8, 9));

    assertThat(joined.capacity()).isEqualTo(claim.length + 16 * 1024);
    joined.release();
  }

  private ByteBuf cumulated(ByteBuf left, byte[] part) {
    ByteBuf read = bytes(part);
    frames.continued(read);
    return frames.cumulate(ALLOCATOR, left, read);
  }

  private static byte[] frame(int length) {
    byte[] frame = new byte[9 + length];
    frame[0] = (byte) (length >> 16);
    frame[1] = (byte) (length >> 8);
    frame[2] = (byte) length;
    return frame;
  }

  private static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static ByteBuf bytes(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    ByteBuf all = ALLOCATOR.heapBuffer(size, size);
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all;
  }
}
