package dev.sluice.interop.cases;

import io.grpc.testing.integration.PackageParts;
import io.grpc.testing.integration.TestCases;
import io.grpc.testing.integration.TestServiceClient;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** grpc-java's own interop client, the program as it is. */
final class TheirClient {
  private TheirClient() {}

  static void run(TestCases test, InetSocketAddress server, Security security) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server_host=" + server.getAddress().getHostAddress());
    arguments.add("--server_port=" + server.getPort());
    arguments.add("--test_case=" + test);
    arguments.add("--use_tls=" + (security == Security.TLS));
    if (security == Security.TLS) {
      arguments.add("--use_test_ca=true");
      arguments.add("--server_host_override=" + Security.AUTHORITY);
    }
    if (test == TestCases.ORCA_PER_RPC || test == TestCases.ORCA_OOB) {
      arguments.add(
          "--service_config_json={\"loadBalancingConfig\":[{\""
              + PackageParts.ORCA_POLICY
              + "\":{}}]}");
    }
    // The soak cases are to find calls that fail, not slow machines.
    arguments.add("--soak_per_iteration_max_acceptable_latency_ms=30000");
    arguments.add("--soak_overall_timeout_seconds=60");
    arguments.add("--soak_iterations=20");
    arguments.add("--soak_num_threads=2");

    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      TestServiceClient.main(arguments.toArray(new String[0]));
    } finally {
      System.setOut(out);
    }
  }
}
