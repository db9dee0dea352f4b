package dev.sluice.bench.kotlin

import dev.sluice.bench.peer.Exchange
import dev.sluice.bench.proto.BenchGrpcKt.BenchCoroutineStub
import dev.sluice.bench.proto.Item
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.Channel.Factory.RENDEZVOUS
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.consumeAsFlow
import kotlinx.coroutines.flow.produceIn
import kotlinx.coroutines.runBlocking

/** A stream whose ends are channels. */
internal class RoundTripStream(stub: BenchCoroutineStub, scope: CoroutineScope) : Exchange {
  private val requests = Channel<Item>()
  private val echoes: ReceiveChannel<Item> =
    stub.exchange(requests.consumeAsFlow()).buffer(RENDEZVOUS).produceIn(scope)

  override fun roundTrip(item: Item): Item =
    runBlocking(Dispatchers.Default) {
      requests.send(item)
      echoes.receive()
    }

  override fun finish() {
    requests.close()
    val end = runBlocking(Dispatchers.Default) { echoes.receiveCatching() }
    end.exceptionOrNull()?.let { throw it }
    check(end.isClosed) { "an echo of nothing" }
  }

  override fun close() = echoes.cancel()
}
