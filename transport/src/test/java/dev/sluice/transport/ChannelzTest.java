package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.channelz.v1.Address;
import io.grpc.channelz.v1.Channel;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServerSocketsRequest;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.channelz.v1.GetSocketRequest;
import io.grpc.channelz.v1.GetSubchannelRequest;
import io.grpc.channelz.v1.GetTopChannelsRequest;
import io.grpc.channelz.v1.Socket;
import io.grpc.channelz.v1.SocketData;
import io.grpc.channelz.v1.SocketRef;
import io.grpc.protobuf.services.ChannelzService;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What channelz shows of both ends of a connection. */
final class ChannelzTest {
  @RegisterExtension final Running running = new Running();

  private Server server;
  private ManagedChannel channel;
  private ChannelzGrpc.ChannelzBlockingStub channelz;

  @Test
  void bothEndsCountStreamsAndMessages() {
    connect(InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    exchange(3);
    try (var cancelled = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      cancelled.send("one");
      assertThat(cancelled.receive()).isEqualTo("one");
    }

    await()
        .untilAsserted(() -> {
          SocketData ofClient = clientSocket().getData();
          assertThat(ofClient.getStreamsStarted()).isEqualTo(2);
          assertThat(ofClient.getStreamsSucceeded()).isEqualTo(1);
          assertThat(ofClient.getStreamsFailed()).isEqualTo(1);
          assertThat(ofClient.getMessagesSent()).isEqualTo(4);
          assertThat(ofClient.getMessagesReceived()).isEqualTo(4);
          SocketData ofServer = serverSocket().getData();
          assertThat(ofServer.getStreamsStarted()).isEqualTo(2);
          assertThat(ofServer.getStreamsSucceeded()).isEqualTo(1);
          assertThat(ofServer.getStreamsFailed()).isEqualTo(1);
          assertThat(ofServer.getMessagesSent()).isEqualTo(4);
          assertThat(ofServer.getMessagesReceived()).isEqualTo(4);
        });
    assertThat(clientSocket().getData().hasLastLocalStreamCreatedTimestamp()).isTrue();
    assertThat(clientSocket().getData().hasLastMessageReceivedTimestamp()).isTrue();
    assertThat(serverSocket().getData().hasLastRemoteStreamCreatedTimestamp()).isTrue();
    assertThat(serverSocket().getData().hasLastMessageSentTimestamp()).isTrue();
  }

  @Test
  void bothEndsHaveTheirAddresses() {
    connect(InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    exchange(1);

    assertThat(portOf(clientSocket().getRemote())).isEqualTo(server.getPort());
    assertThat(portOf(serverSocket().getLocal())).isEqualTo(server.getPort());
    assertThat(clientSocket().getLocal()).isEqualTo(serverSocket().getRemote());
  }

  @Test
  void bothEndsShowTheirFlowControlWindows() {
    connect(InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    exchange(1);

    for (Socket socket : List.of(clientSocket(), serverSocket())) {
      assertThat(socket.getData().getLocalFlowControlWindow().getValue()).isPositive();
      assertThat(socket.getData().getRemoteFlowControlWindow().getValue()).isPositive();
    }
  }

  @Test
  void bothEndsShowTheirSecurity() {
    X509Bundle authority = Certificates.authority("authority");
    X509Bundle certificate = Certificates.server(authority, "127.0.0.1", "localhost");
    connect(Certificates.serving(certificate), Certificates.trusting(authority));
    exchange(1);

    assertThat(serverSocket().getSecurity().getTls().getStandardName()).startsWith("TLS_");
    assertThat(serverSocket().getSecurity().getTls().getLocalCertificate().isEmpty()).isFalse();
    assertThat(clientSocket().getSecurity().getTls().getRemoteCertificate())
        .isEqualTo(serverSocket().getSecurity().getTls().getLocalCertificate());
  }

  @Test
  void theServerShowsWhereItListens() {
    connect(InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    exchange(1);

    assertThat(listeningSocket(thisServer()).getLocal().getTcpipAddress().getPort())
        .isEqualTo(server.getPort());
    assertThat(thisServer().getData().getCallsStarted()).isEqualTo(1);
    assertThat(thisServer().getData().getCallsSucceeded()).isEqualTo(1);
  }

  private void connect(ServerCredentials ofServer, ChannelCredentials ofChannel) {
    server = running.start(Builders.server(ofServer).addService(Texts.echo()));
    channel = running.open(Builders.channel(server, ofChannel));
    Server observer =
        running.start(Builders.server().addService(ChannelzService.newInstance(1000)));
    channelz = ChannelzGrpc.newBlockingStub(running.open(Builders.channel(observer)));
  }

  private void exchange(int messages) {
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      for (int i = 0; i < messages; i++) {
        call.send("message");
        assertThat(call.receive()).isEqualTo("message");
      }
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
    await().until(() -> thisServer().getData().getCallsSucceeded() == 1);
  }

  private io.grpc.channelz.v1.Server thisServer() {
    return channelz.getServers(GetServersRequest.getDefaultInstance()).getServerList().stream()
        .filter(other -> portOf(listeningSocket(other).getLocal()) == server.getPort())
        .findFirst()
        .orElseThrow();
  }

  private Socket listeningSocket(io.grpc.channelz.v1.Server ofServer) {
    return socket(ofServer.getListenSocket(0));
  }

  private Socket serverSocket() {
    List<SocketRef> sockets =
        channelz
            .getServerSockets(
                GetServerSocketsRequest.newBuilder()
                    .setServerId(thisServer().getRef().getServerId())
                    .build())
            .getSocketRefList();
    assertThat(sockets).hasSize(1);
    return socket(sockets.getFirst());
  }

  private Socket clientSocket() {
    Channel top =
        channelz
            .getTopChannels(GetTopChannelsRequest.getDefaultInstance())
            .getChannelList()
            .stream()
            .filter(other -> other.getData().getTarget().contains(":" + server.getPort()))
            .findFirst()
            .orElseThrow();
    return socket(
        channelz
            .getSubchannel(
                GetSubchannelRequest.newBuilder()
                    .setSubchannelId(top.getSubchannelRef(0).getSubchannelId())
                    .build())
            .getSubchannel()
            .getSocketRef(0));
  }

  private Socket socket(SocketRef reference) {
    return channelz
        .getSocket(GetSocketRequest.newBuilder().setSocketId(reference.getSocketId()).build())
        .getSocket();
  }

  private static int portOf(Address address) {
    return address.getTcpipAddress().getPort();
  }
}
