package io.grpc.testing.integration;

import io.grpc.CallOptions;
import io.grpc.LoadBalancerProvider;
import io.grpc.testing.integration.Messages.TestOrcaReport;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/** Parts of grpc-java's cases that are visible in their package only. */
public final class PackageParts {
  public static final String ORCA_POLICY =
      CustomBackendMetricsLoadBalancerProvider.TEST_ORCA_LB_POLICY_NAME;

  public static final CallOptions.Key<AtomicReference<TestOrcaReport>> ORCA_OF_THE_CALL =
      TestServiceClient.ORCA_RPC_REPORT_KEY;

  public static final CallOptions.Key<AtomicReference<TestOrcaReport>> ORCA_OUT_OF_BAND =
      TestServiceClient.ORCA_OOB_REPORT_KEY;

  private PackageParts() {}

  public static SocketAddress serverOf(AbstractInteropTest test) {
    return test.getListenAddress();
  }

  public static LoadBalancerProvider newOrcaPolicy() {
    return new CustomBackendMetricsLoadBalancerProvider();
  }
}
