package dev.sluice.bench.kotlin

import dev.sluice.bench.peer.Client
import dev.sluice.bench.peer.Peers
import dev.sluice.bench.peer.RunningServer
import dev.sluice.bench.peer.Subject

/** grpc-kotlin's coroutine stubs and services, over grpc-netty. */
object KotlinSubject : Subject {
  override fun startServer(): RunningServer = KotlinServer.start()

  override fun connect(port: Int, connections: Int): Client =
    KotlinClient(List(connections) { Connection(port) }).also { it.awaitConnected() }

  @JvmStatic fun main(args: Array<String>) = Peers.main(this, args)
}
