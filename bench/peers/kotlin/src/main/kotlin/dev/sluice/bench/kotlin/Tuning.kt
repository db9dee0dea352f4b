package dev.sluice.bench.kotlin

import io.grpc.netty.NettyChannelBuilder
import io.grpc.netty.NettyServerBuilder
import java.net.InetAddress
import java.net.InetSocketAddress
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor

private const val WINDOW = 1 shl 20
private const val MAX_MESSAGE_SIZE = 8 shl 20

/** What calls grpc-kotlin back runs where its coroutines run, as in grpc-kotlin's examples. */
private val executor = Dispatchers.Default.asExecutor()

internal fun serverBuilder(): NettyServerBuilder =
  NettyServerBuilder.forAddress(loopback(0))
    .executor(executor)
    .flowControlWindow(WINDOW)
    .maxInboundMessageSize(MAX_MESSAGE_SIZE)

internal fun channelBuilder(port: Int): NettyChannelBuilder =
  NettyChannelBuilder.forAddress(loopback(port))
    .usePlaintext()
    .executor(executor)
    .flowControlWindow(WINDOW)
    .maxInboundMessageSize(MAX_MESSAGE_SIZE)

private fun loopback(port: Int) = InetSocketAddress(InetAddress.getLoopbackAddress(), port)
