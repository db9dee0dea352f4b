package dev.sluice.bench.kotlin

import dev.sluice.bench.peer.Fold
import dev.sluice.bench.peer.Items
import dev.sluice.bench.proto.BenchGrpcKt.BenchCoroutineImplBase
import dev.sluice.bench.proto.Item
import dev.sluice.bench.proto.Order
import dev.sluice.bench.proto.Total
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.map

internal class BenchService : BenchCoroutineImplBase() {
  override fun download(request: Order): Flow<Item> = Items.of(request).asFlow()

  override suspend fun upload(requests: Flow<Item>): Total {
    val fold = Fold()
    requests.collect { fold.add(it) }
    return fold.total()
  }

  override fun exchange(requests: Flow<Item>): Flow<Item> = requests.map { Items.echo(it) }

  override suspend fun once(request: Item): Item = Items.echo(request)
}
