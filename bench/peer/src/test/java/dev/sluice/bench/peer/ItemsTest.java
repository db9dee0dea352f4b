package dev.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.proto.Item;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ItemsTest {
  @Test
  void theItemsOfAnOrderAreItsValuesOneByOne() {
    assertThat(Items.of(Items.order(40, 3, 0)))
        .extracting(Item::getValue)
        .containsExactly(40L, 41L, 42L);
  }

  @Test
  void afterTheLastThereIsNone() {
    Iterator<Item> items = Items.of(Items.order(0, 1, 0)).iterator();
    items.next();
    assertThat(items.hasNext()).isFalse();
    assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void noPayloadIsNotOnTheWire() {
    Item item = Items.of(Items.order(1, 1, 0)).iterator().next();
    assertThat(item.getSerializedSize()).isEqualTo(2);
  }

  @Test
  void eachByteOfAPayloadIsItsIndexModulo256() {
    byte[] payload = Items.payload(300).toByteArray();
    assertThat(payload).hasSize(300);
    for (int i = 0; i < payload.length; i++) {
      assertThat(Byte.toUnsignedInt(payload[i])).isEqualTo(i % 256);
    }
  }

  @Test
  void anEchoIsANewItemThatSaysTheSame() {
    Item item = Items.of(Items.order(5, 1, 20)).iterator().next();
    assertThat(Items.echo(item)).isEqualTo(item).isNotSameAs(item);
  }
}
