package dev.larder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.registry.FeatureRepository;
import dev.larder.storage.StoredFile;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command: runs, prints, and says how it went, by its exit code and in the result file. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Larder.Version.class,
    showDefaultValues = true)
abstract class LarderCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParentCommand private Larder larder;

  @Spec private CommandSpec spec;

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description = "Also write the outcome as JSON to this file.")
  private String resultFile;

  /**
   * Does the work.
   *
   * @return the counts of the result file, by name: numbers, texts, or maps of them
   * @throws UserException for what the user can mend
   */
  abstract Map<String, ?> execute() throws Exception;

  @Override
  public final Integer call() {
    long start = System.nanoTime();
    try {
      Map<String, ?> counts = execute();
      writeResult("ok", start, counts, null);
      return 0;
    } catch (UserException e) {
      e.problems().forEach(problem -> err().println("Error: " + problem));
      return fail(start, e.problems());
    } catch (Exception e) {
      if (isShuttingDown()) {
        // Ctrl-C: Spark was stopped beneath the job, which is no defect.
        err().println("Error: Interrupted.");
        return fail(start, java.util.List.of(new Problem(null, "Interrupted.")));
      }
      err().println("Error: " + e + " (this is a defect of Larder; the trace follows)");
      e.printStackTrace(err());
      return fail(start, java.util.List.of(new Problem(null, e.toString())));
    } finally {
      out().flush();
      err().flush();
    }
  }

  FeatureRepository repository() {
    return larder.repository();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Whether the JVM is ending: it takes no more shutdown hooks then. */
  private static boolean isShuttingDown() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private int fail(long start, java.util.List<Problem> problems) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
    error.put("where", problems.get(0).where());
    try {
      writeResult("failed", start, Map.of(), error);
    } catch (UserException e) {
      err().println("Error: " + e.getMessage());
    }
    return 1;
  }

  private void writeResult(String status, long start, Map<String, ?> counts, Map<String, ?> error) {
    if (resultFile == null) {
      return;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("command", spec.name());
    result.put("status", status);
    result.put("seconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
    result.put("counts", counts);
    if (error != null) {
      result.put("error", error);
    }
    try {
      StoredFile.of(resultFile)
          .write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Counts are numbers, texts and maps", e);
    }
  }
}
