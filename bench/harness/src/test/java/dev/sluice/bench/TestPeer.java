package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The smallest peer that speaks the protocol, with a fault of one's choice: {@code <fault> <mark>
 * server} or {@code <fault> <mark> client port=<p>}. The mark is for finding its processes.
 *
 * <p>Its server sends the numbers that the client asks for; every workload comes to that.
 */
final class TestPeer {
  private static final PrintStream OUT = new PrintStream(System.out, true, UTF_8);

  private final String fault;
  private final String mark;

  private TestPeer(String fault, String mark) {
    this.fault = fault;
    this.mark = mark;
  }

  public static void main(String[] args) throws Exception {
    TestPeer peer = new TestPeer(args[0], args[1]);
    switch (args[2]) {
      case "server" -> peer.serve();
      case "client" -> peer.beClient(Integer.parseInt(args[3].substring("port=".length())));
      default -> hang();
    }
  }

  private void serve() throws Exception {
    if (fault.equals("no-server")) {
      throw new IllegalStateException("as it was told");
    }
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> accept(socket));
      OUT.println("ready port=" + socket.getLocalPort());
      answerAll(line -> "ok");
    }
  }

  private void accept(ServerSocket socket) {
    try (Socket connection = socket.accept();
        DataInputStream in = new DataInputStream(connection.getInputStream());
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(connection.getOutputStream(), 1 << 16))) {
      while (true) {
        send(in.readLong(), in.readLong(), out);
        out.flush();
      }
    } catch (EOFException e) {
      // The client has gone.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(long first, long count, DataOutputStream out) throws IOException {
    boolean isDropping = fault.equals("drop") || fault.equals("drop-but-count");
    boolean isSwapping = fault.equals("swap");
    out.writeLong(isDropping ? count - 1 : count);
    for (long value = first; value < first + count; value++) {
      boolean isSwapped = isSwapping && count > 1 && value < first + 2;
      if (!isDropping || value != first + count / 2) {
        out.writeLong(isSwapped ? 2 * first + 1 - value : value);
      }
    }
  }

  private void beClient(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
      OUT.println("ready");
      answerAll(line -> line.equals("settle") ? "ok" : run(values(line), in, out));
    }
  }

  private interface Answering {
    String answer(String line) throws Exception;
  }

  private static void answerAll(Answering answering) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      OUT.println(answering.answer(line));
    }
  }

  private String run(Map<String, String> command, DataInputStream in, DataOutputStream out)
      throws Exception {
    switch (fault) {
      case "hang" -> hangWithAChild();
      case "die" -> Runtime.getRuntime().halt(3);
      case "error" -> {
        return "error as it was told in " + System.getProperty("user.home");
      }
      case "unsupported" -> {
        return "error unsupported";
      }
      case "nonsense" -> {
        return "ok messages=lots";
      }
      case "chatter" -> OUT.println("hello");
      default -> {}
    }
    long streams = Long.parseLong(command.get("streams"));
    long perStream = Long.parseLong(command.get("messages")) / streams;
    long start = System.nanoTime();
    long count = 0;
    long checksum = 0;
    for (long stream = 0; stream < streams; stream++) {
      out.writeLong(stream * perStream);
      out.writeLong(perStream);
      out.flush();
      long sent = in.readLong();
      count += sent;
      long fold = 0;
      for (long i = 0; i < sent; i++) {
        fold = fold * 31 + in.readLong();
      }
      checksum += fold;
    }
    if (fault.equals("drop-but-count")) {
      count += streams;
    }
    long nanos = (System.nanoTime() - start) * (fault.equals("slow-clock") ? 1_000 : 1);
    return String.format(
        "ok nanos=%d messages=%d checksum=%d p50=10 p99=20 p999=30", nanos, count, checksum);
  }

  private static Map<String, String> values(String line) {
    Map<String, String> values = new HashMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return values;
  }

  /** Leaves a child that would outlive it. */
  private void hangWithAChild() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    String classPath = System.getProperty("java.class.path");
    new ProcessBuilder(java, "-cp", classPath, TestPeer.class.getName(), fault, mark, "child")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    hang();
  }

  private static void hang() throws InterruptedException {
    // Bounded, lest a harness that does not end it leaves it behind.
    Thread.sleep(Duration.ofMinutes(3));
  }
}
