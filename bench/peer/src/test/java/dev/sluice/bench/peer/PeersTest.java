package dev.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
  private static final String RUN = Talk.run(Workload.DOWNLOAD, 2, 2, 8);
  private static final String RUN_ON_ONE_CONNECTION = Talk.run(Workload.DOWNLOAD, 2, 1, 8);

  private final FakeSubject subject = new FakeSubject();

  @Test
  void aServerSaysItsPortSettlesAndEndsWithItsInput() throws Exception {
    Talk talk = Talk.with(subject, new String[] {"server"}, "settle");
    assertThat(talk.answers()).containsExactly("ready port=4711", "ok");
    assertThat(talk.exitCode()).isZero();
    assertThat(subject.openServers).hasValue(0);
  }

  @Test
  void aClientEndsWithItsInput() throws Exception {
    Talk talk = Talk.withClient(subject, "settle");
    assertThat(talk.answers()).containsExactly("ready", "ok");
    assertThat(talk.exitCode()).isZero();
  }

  @Test
  void aClientWithoutAPortHasAServerOfItsOwn() throws Exception {
    Talk talk = Talk.with(subject, new String[] {"client"}, RUN);
    assertThat(talk.last()).startsWith("ok ");
    assertThat(subject.openServers).hasValue(0);
  }

  @Test
  void connectionsAreKeptAsLongAsTheirNumberIsTheSame() throws Exception {
    Talk.withClient(subject, RUN, RUN, RUN_ON_ONE_CONNECTION);
    assertThat(subject.connects).hasValue(2);
    assertThat(subject.openClients).hasValue(0);
  }

  @Test
  void aFailureIsAnsweredInOneLineAndTheNextRunStartsAfresh() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    FakeSubject failing =
        new FakeSubject() {
          @Override
          void disturb() {
            if (calls.getAndIncrement() == 0) {
              throw new IllegalStateException("no\nmore");
            }
          }
        };
    Talk talk = Talk.withClient(failing, RUN, RUN);
    assertThat(talk.answers().get(1)).startsWith("error ").endsWith("no more");
    assertThat(talk.answers().get(2)).startsWith("ok ");
    assertThat(failing.connects).hasValue(2);
    assertThat(failing.openClients).hasValue(0);
  }

  @Test
  void oneFailedStreamInterruptsTheOthers() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    FakeSubject failing =
        new FakeSubject() {
          @Override
          void disturb() throws Exception {
            if (calls.getAndIncrement() == 0) {
              hang();
            }
            throw new IllegalStateException("gone");
          }
        };
    assertThat(Talk.withClient(failing, RUN).last()).startsWith("error ").contains("gone");
  }

  @Test
  void aRunThatDoesNotEndIsAnErrorAndTheLastOne() throws Exception {
    FakeSubject hanging =
        new FakeSubject() {
          @Override
          void disturb() throws Exception {
            hang();
          }
        };
    String[] client = {"client", "port=4711"};
    Talk talk = Talk.with(hanging, Duration.ofMillis(50), client, RUN, RUN);
    assertThat(talk.answers()).hasSize(2);
    assertThat(talk.last()).startsWith("error not done within");
    assertThat(talk.exitCode()).isEqualTo(1);
  }

  @Test
  void aWorkloadThatTheSubjectDoesNotSupportIsSaidToBeSo() throws Exception {
    FakeSubject small =
        new FakeSubject() {
          @Override
          public boolean supports(Workload workload) {
            return workload != Workload.DOWNLOAD;
          }
        };
    assertThat(Talk.withClient(small, RUN).last()).isEqualTo("error unsupported");
    assertThat(small.connects).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dance",
        "run",
        "run workload=dance payload=0 streams=1 connections=1 messages=1",
        "run workload=download payload=0 streams=1 connections=1",
        "run workload=download payload=0 streams=2 connections=1 messages=1",
        "run workload=download payload=0 streams=0 connections=1 messages=1",
      })
  void whatIsNoCommandIsAnError(String command) throws Exception {
    assertThat(Talk.withClient(subject, command).last()).startsWith("error ");
    assertThat(subject.connects).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy", "client 4711", "server port=1"})
  void otherArgumentsAreRefused(String args) throws Exception {
    assertThat(Talk.with(subject, args.split(" ")).exitCode()).isEqualTo(2);
    assertThat(subject.openServers).hasValue(0);
  }
}
