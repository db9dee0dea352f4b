package dev.sluice.bench.kotlin

import dev.sluice.bench.peer.Client
import dev.sluice.bench.peer.Exchange
import dev.sluice.bench.peer.Fold
import dev.sluice.bench.peer.Items
import dev.sluice.bench.peer.RoundTrips
import dev.sluice.bench.proto.BenchGrpcKt.BenchCoroutineStub
import dev.sluice.bench.proto.Item
import dev.sluice.bench.proto.Order
import dev.sluice.bench.proto.Total
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.consumeAsFlow
import kotlinx.coroutines.runBlocking

/** Every call is a coroutine on the default dispatcher; the caller waits for its end. */
internal class KotlinClient(private val connections: List<Connection>) : Client {
  private val openStreams = CoroutineScope(SupervisorJob() + Dispatchers.Default)

  fun awaitConnected() = runBlocking { connections.forEach { it.awaitConnected() } }

  override fun download(connection: Int, items: Order, fold: Fold) =
    call(connection) { stub -> stub.download(items).collect { fold.add(it) } }

  override fun upload(connection: Int, items: Order): Total =
    call(connection) { stub -> stub.upload(Items.of(items).asFlow()) }

  override fun exchange(connection: Int, items: Order, fold: Fold) =
    call(connection) { stub -> stub.exchange(Items.of(items).asFlow()).collect { fold.add(it) } }

  override fun pingpong(connection: Int, items: Order, fold: Fold, times: RoundTrips) =
    call(connection) { stub ->
      val unsent = Items.of(items).iterator()
      val requests = Channel<Item>(1)
      requests.send(unsent.next())
      var sent = System.nanoTime()
      stub.exchange(requests.consumeAsFlow()).collect { echo ->
        times.add(System.nanoTime() - sent)
        fold.add(echo)
        if (unsent.hasNext()) {
          val item = unsent.next()
          sent = System.nanoTime()
          requests.send(item)
        } else {
          requests.close()
        }
      }
    }

  override fun once(connection: Int, request: Item): Item =
    call(connection) { stub -> stub.once(request) }

  override fun open(connection: Int): Exchange =
    RoundTripStream(connections[connection].stub, openStreams)

  private fun <T> call(connection: Int, call: suspend (BenchCoroutineStub) -> T): T =
    runBlocking(Dispatchers.Default) { call(connections[connection].stub) }

  override fun close() {
    openStreams.cancel()
    connections.forEach { it.close() }
  }
}
