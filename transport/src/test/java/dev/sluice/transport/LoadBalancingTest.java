package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.EquivalentAddressGroup;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which of several servers gets a call. */
final class LoadBalancingTest {
  private static final Map<String, ?> ROUND_ROBIN =
      Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));

  @RegisterExtension final Running running = new Running();

  private final ListedNames names = new ListedNames();

  LoadBalancingTest() {
    running.closeLater(names);
  }

  @Test
  void pickFirstStaysWithTheFirstServerThatAnswers() {
    Server a = startConstant("a");
    Server b = startConstant("b");
    names.answer(Ports.unused(), address(a), address(b));
    ManagedChannel channel = running.open(Builders.channel(names.target()));

    assertThat(answers(channel, 10)).isEqualTo(Map.of("a", 10L));
  }

  @Test
  void pickFirstMovesOnWhenItsServerDies() throws Exception {
    Server a = startConstant("a");
    Server b = startConstant("b");
    names.answer(address(a), address(b));
    ManagedChannel channel = running.open(Builders.channel(names.target()));
    assertThat(Texts.call(channel, "who?")).isEqualTo("a");

    Running.end(a);

    await().until(() -> "b".equals(answerOrFailure(channel)));
    assertThat(answers(channel, 5)).isEqualTo(Map.of("b", 5L));
  }

  @Test
  void theAddressesOfOneGroupAreTriedInTurn() {
    Server a = startConstant("a");
    names.answerGroups(
        List.of(new EquivalentAddressGroup(List.of(Ports.unused(), Ports.unused(), address(a)))));
    ManagedChannel channel = running.open(Builders.channel(names.target()));

    assertThat(Texts.call(channel, "who?")).isEqualTo("a");
  }

  @Test
  void roundRobinGivesEachServerItsTurn() {
    ManagedChannel channel = roundRobin(startConstant("a"), startConstant("b"));

    assertThat(answers(channel, 10)).isEqualTo(Map.of("a", 5L, "b", 5L));
  }

  @Test
  void roundRobinLeavesOutAServerThatDiedAndTakesItInAgainWhenItIsBack() throws Exception {
    Server a = startConstant("a");
    InetSocketAddress addressOfA = address(a);
    ManagedChannel channel = roundRobin(a, startConstant("b"));

    Running.end(a);
    await()
        .untilAsserted(() ->
            assertThat(
                    Stream.generate(() -> answerOrFailure(channel))
                        .limit(6)
                        .collect(Collectors.toSet()))
                .containsExactly("b"));

    running.start(
        Builders.server(addressOfA, InsecureServerCredentials.create())
            .addService(Texts.constant("a again")));
    await().until(() -> "a again".equals(answerOrFailure(channel)));
    assertThat(answers(channel, 10)).isEqualTo(Map.of("a again", 5L, "b", 5L));
  }

  @Test
  void thePolicyCanComeFromTheServiceConfigOfTheResolver() {
    names
        .withServiceConfig(ROUND_ROBIN)
        .answer(address(startConstant("a")), address(startConstant("b")));
    ManagedChannel channel = running.open(Builders.channel(names.target()));
    untilBothAnswer(channel);

    assertThat(answers(channel, 10)).isEqualTo(Map.of("a", 5L, "b", 5L));
  }

  private ManagedChannel roundRobin(Server a, Server b) {
    names.answer(address(a), address(b));
    ManagedChannel channel =
        running.open(Builders.channel(names.target()).defaultLoadBalancingPolicy("round_robin"));
    untilBothAnswer(channel);
    return channel;
  }

  /** Connections are made side by side, so the first calls may all go to one server. */
  private static void untilBothAnswer(ManagedChannel channel) {
    await().until(() -> answers(channel, 2).size() == 2);
  }

  private Server startConstant(String answer) {
    return running.start(Builders.server().addService(Texts.constant(answer)));
  }

  private static Map<String, Long> answers(ManagedChannel channel, int calls) {
    return Stream.generate(() -> Texts.call(channel, "who?"))
        .limit(calls)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static String answerOrFailure(ManagedChannel channel) {
    try {
      return Texts.call(channel, "who?");
    } catch (StatusRuntimeException e) {
      return e.getStatus().toString();
    }
  }

  private static InetSocketAddress address(Server server) {
    return Builders.loopback(server.getPort());
  }
}
