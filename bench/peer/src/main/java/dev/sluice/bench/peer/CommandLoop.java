package dev.sluice.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers each line of input with one of output, within a time limit, until the input ends. */
final class CommandLoop {
  /** What answers the commands. */
  interface Handler extends AutoCloseable {
    String answer(String command, List<String> arguments) throws Exception;

    @Override
    void close();
  }

  private final InputStream in;
  private final PrintStream out;
  private final Duration limit;

  CommandLoop(InputStream in, PrintStream out, Duration limit) {
    this.in = in;
    this.out = out;
    this.limit = limit;
  }

  /**
   * Answers until the input ends.
   *
   * @return false if a command ran out of time: what it started may still be running
   */
  boolean run(Handler handler) throws IOException, InterruptedException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try {
        say(answer(handler, line));
      } catch (TimeoutException e) {
        say("error not done within " + limit.toSeconds() + " s");
        return false;
      }
    }
    return true;
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  static String settle() {
    System.gc();
    return "ok";
  }

  private String answer(Handler handler, String line)
      throws InterruptedException, TimeoutException {
    List<String> words = List.of(line.strip().split("\\s+"));
    FutureTask<String> task =
        new FutureTask<>(() -> handler.answer(words.getFirst(), words.subList(1, words.size())));
    Thread.ofPlatform().daemon().name("bench-command").start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      Throwable failure = e.getCause() == null ? e : e.getCause();
      failure.printStackTrace();
      return "error " + failure.toString().replaceAll("\\s+", " ");
    }
  }
}
