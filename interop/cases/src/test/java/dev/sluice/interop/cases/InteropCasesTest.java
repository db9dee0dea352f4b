package dev.sluice.interop.cases;

import io.grpc.testing.integration.TestCases;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** gRPC's interop cases, in every pairing. A case asserts by itself, and throws. */
class InteropCasesTest {
  private static final Set<TestCases> IN_THE_CLOUD =
      EnumSet.of(
          TestCases.COMPUTE_ENGINE_CREDS,
          TestCases.COMPUTE_ENGINE_CHANNEL_CREDENTIALS,
          TestCases.SERVICE_ACCOUNT_CREDS,
          TestCases.JWT_TOKEN_CREDS,
          TestCases.OAUTH2_AUTH_TOKEN,
          TestCases.PER_RPC_CREDS,
          TestCases.GOOGLE_DEFAULT_CREDENTIALS);

  static Stream<Arguments> pairingsAndCases() {
    Set<TestCases> cases = EnumSet.allOf(TestCases.class);
    cases.removeAll(IN_THE_CLOUD);
    return Pairing.all().stream()
        .flatMap(pairing -> cases.stream().map(test -> Arguments.of(pairing, test)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("pairingsAndCases")
  void passes(Pairing pairing, TestCases test) throws Exception {
    try (CaseServer server = new CaseServer(pairing.server(), pairing.security())) {
      switch (pairing.channel()) {
        case OURS -> OurClient.run(test, server.address(), pairing.security());
        case THEIRS -> TheirClient.run(test, server.address(), pairing.security());
      }
    }
  }
}
