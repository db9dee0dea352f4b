package dev.sluice.bench.subject;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoServerTest {
  private static int portOfNobody() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void aClientWithoutAServerSaysSoAtOnce(SubjectUnderTest kind) throws Exception {
    int port = portOfNobody();
    assertThatThrownBy(() -> kind.create().connect(port, 2)).isInstanceOf(Exception.class);
  }
}
