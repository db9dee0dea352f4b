package dev.sluice.bench.kotlin

import dev.sluice.bench.proto.BenchGrpcKt.BenchCoroutineStub
import dev.sluice.bench.proto.Item
import java.util.concurrent.TimeUnit

/** A channel, which has one connection. */
internal class Connection(port: Int) {
  private val channel = channelBuilder(port).build()

  val stub = BenchCoroutineStub(channel)

  suspend fun awaitConnected() {
    stub.once(Item.getDefaultInstance())
  }

  fun close() {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS)
  }
}
