package dev.sluice.bench.kotlin

import dev.sluice.bench.peer.RunningServer
import io.grpc.Server
import java.util.concurrent.TimeUnit

internal class KotlinServer private constructor(private val server: Server) : RunningServer {
  override fun port() = server.port

  override fun close() {
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS)
  }

  companion object {
    fun start() = KotlinServer(serverBuilder().addService(BenchService()).build().start())
  }
}
