package dev.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Total;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {
  private final List<Item> items = new ArrayList<>();

  FoldTest() {
    Items.of(Items.order(100, 10, 3)).forEach(items::add);
  }

  private static Fold foldOf(List<Item> items) {
    Fold fold = new Fold();
    items.forEach(fold::add);
    return fold;
  }

  @Test
  void nothingFoldsToNothing() {
    assertThat(new Fold().total()).isEqualTo(Total.getDefaultInstance());
  }

  @Test
  void valueLengthAndLastByteOfThePayloadAreFoldedInOrder() {
    Fold fold = new Fold();
    fold.add(Item.newBuilder().setValue(7).build());
    fold.add(
        Item.newBuilder().setValue(-5).setPayload(ByteString.copyFrom(new byte[] {9, -1})).build());
    assertThat(fold.count()).isEqualTo(2);
    assertThat(fold.checksum()).isEqualTo(7 * 31 + -5 + 2 + 255);
  }

  @Test
  void overflowWraps() {
    Fold fold = new Fold();
    fold.add(Long.MAX_VALUE, 0, (byte) 0);
    fold.add(1, 0, (byte) 0);
    assertThat(fold.checksum()).isEqualTo(Long.MAX_VALUE - 30 + 1);
  }

  @Test
  void aDroppedItemChangesCountAndChecksum() {
    List<Item> dropped = new ArrayList<>(items);
    dropped.remove(4);
    assertThat(foldOf(dropped).count()).isEqualTo(foldOf(items).count() - 1);
    assertThat(foldOf(dropped).checksum()).isNotEqualTo(foldOf(items).checksum());
  }

  @Test
  void twoSwappedItemsChangeTheChecksum() {
    List<Item> swapped = new ArrayList<>(items);
    Collections.swap(swapped, 4, 5);
    assertThat(foldOf(swapped).count()).isEqualTo(foldOf(items).count());
    assertThat(foldOf(swapped).checksum()).isNotEqualTo(foldOf(items).checksum());
  }

  @Test
  void aDuplicateInPlaceOfAnotherItemChangesTheChecksum() {
    List<Item> duplicated = new ArrayList<>(items);
    duplicated.set(5, duplicated.get(4));
    assertThat(foldOf(duplicated).checksum()).isNotEqualTo(foldOf(items).checksum());
  }

  @Test
  void aPayloadCutShortChangesTheChecksum() {
    List<Item> cut = new ArrayList<>(items);
    Item item = cut.get(9);
    cut.set(9, item.toBuilder().setPayload(item.getPayload().substring(0, 2)).build());
    assertThat(foldOf(cut).checksum()).isNotEqualTo(foldOf(items).checksum());
  }
}
