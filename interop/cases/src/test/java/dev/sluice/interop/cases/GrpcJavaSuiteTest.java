package dev.sluice.interop.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ForwardingServerBuilder;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.internal.ServerImplBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.PackageParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The suite that grpc-java's own transports have to pass, in every pairing. */
@RunWith(Parameterized.class)
public final class GrpcJavaSuiteTest extends AbstractInteropTest {
  private final Pairing pairing;

  public GrpcJavaSuiteTest(Pairing pairing) {
    this.pairing = pairing;
  }

  @Parameters(name = "{0}")
  public static List<Object> pairings() {
    return List.copyOf(Pairing.all());
  }

  @Override
  protected ServerBuilder<?> getServerBuilder() {
    try {
      ServerBuilder<?> builder =
          pairing
              .server()
              .server(pairing.security().server(), TEST_FLOW_CONTROL_WINDOW)
              .maxInboundMessageSize(MAX_MESSAGE_SIZE);
      ((ServerImplBuilder) delegate(ForwardingServerBuilder.class, builder)).setStatsEnabled(false);
      return builder.addStreamTracerFactory(createCustomCensusTracerFactory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected ManagedChannelBuilder<?> createChannelBuilder() {
    try {
      ManagedChannelBuilder<?> builder =
          pairing
              .channel()
              .channel(
                  (InetSocketAddress) PackageParts.serverOf(this),
                  pairing.security().channel(),
                  TEST_FLOW_CONTROL_WINDOW)
              .maxInboundMessageSize(MAX_MESSAGE_SIZE);
      if (pairing.security() == Security.TLS) {
        builder.overrideAuthority(Security.AUTHORITY);
      }
      ((ManagedChannelImplBuilder) delegate(ForwardingChannelBuilder2.class, builder))
          .setStatsEnabled(false);
      return builder.intercept(createCensusStatsClientInterceptor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server sees its client's address, and with TLS who it is. */
  @Test
  public void theServerSeesWhoCalls() {
    InetSocketAddress client = (InetSocketAddress) obtainRemoteClientAddr();
    assertThat(client.getAddress().isLoopbackAddress()).isTrue();
    if (pairing.security() == Security.TLS) {
      assertX500SubjectDn(Security.CLIENT);
    }
  }

  /** The builder of grpc-core beneath a transport's: the suite counts with its own Census only. */
  private static Object delegate(Class<?> forwarding, Object builder) {
    try {
      Method delegate = forwarding.getDeclaredMethod("delegate");
      delegate.setAccessible(true);
      return delegate.invoke(builder);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("grpc-java's builders have changed", e);
    }
  }
}
