package dev.sluice.bench.subject;

import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchSluice;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;

/** The service as a user of Sluice writes it. */
final class SluiceService extends BenchSluice.Service {
  @Override
  public void download(Order order, Sender<Item> items) {
    for (Item item : Items.of(order)) {
      items.send(item);
    }
  }

  @Override
  public Total upload(Receiver<Item> items) {
    Fold fold = new Fold();
    for (Item item : items) {
      fold.add(item);
    }
    return fold.total();
  }

  @Override
  public void exchange(Receiver<Item> items, Sender<Item> echoes) {
    for (Item item : items) {
      echoes.send(Items.echo(item));
    }
  }

  @Override
  public Item once(Item item) {
    return Items.echo(item);
  }
}
