package dev.larder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.storage.StoredFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of {@code --result}: how a command ended, as JSON. */
final class ResultFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StoredFile file;
  private final String command;
  private final long start = System.nanoTime();

  /**
   * A command that starts now.
   *
   * @param location null for no file
   * @throws UserException where it could not be written once the work is done
   */
  ResultFile(String location, String command) {
    this.file = location == null ? null : StoredFile.of(location);
    this.command = command;
    if (file != null) {
      file.requireWritable();
    }
  }

  void succeeded(Map<String, ?> counts) {
    write("ok", counts, null);
  }

  /**
   * The first problem's place has a key of its own; the others stand in the message with theirs.
   */
  void failed(List<Problem> problems) {
    failed(problems, Map.of());
  }

  /** As {@link #failed(List)}, where the work was done: with its counts. */
  void failed(List<Problem> problems, Map<String, ?> counts) {
    StringBuilder message = new StringBuilder(problems.get(0).message());
    problems.stream().skip(1).forEach(problem -> message.append('\n').append(problem));
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message.toString());
    error.put("where", problems.get(0).where());
    write("failed", counts, error);
  }

  private void write(String status, Map<String, ?> counts, Map<String, ?> error) {
    if (file == null) {
      return;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("command", command);
    result.put("status", status);
    result.put("seconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
    result.put("counts", counts);
    if (error != null) {
      result.put("error", error);
    }
    try {
      file.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Counts are numbers, texts and maps", e);
    }
  }
}
