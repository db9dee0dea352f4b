package dev.sluice.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The raw results as JSON; each run is on a line of its own. */
final class ResultsJson {
  private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .setPrettyPrinting()
          .registerTypeAdapter(Run.class, new OneLine())
          .create();

  private ResultsJson() {}

  static void write(Results results, Path file) throws IOException {
    Files.writeString(file, GSON.toJson(results) + "\n");
  }

  /** Reads what was written. */
  static Results read(Path file) throws IOException {
    try {
      Results results = GSON.fromJson(Files.readString(file), Results.class);
      if (results == null) {
        throw new IOException(file + " is empty");
      }
      return results;
    } catch (JsonParseException e) {
      throw new IOException(file + " holds no results: " + e.getMessage(), e);
    }
  }

  private static final class OneLine extends TypeAdapter<Run> {
    @Override
    public void write(JsonWriter out, Run run) throws IOException {
      out.jsonValue(COMPACT.toJson(run));
    }

    @Override
    public Run read(JsonReader in) {
      return COMPACT.fromJson(in, Run.class);
    }
  }
}
