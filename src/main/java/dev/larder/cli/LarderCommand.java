package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.registry.FeatureRepository;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command: runs, prints, and says how it went, by its exit code and in the result file. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Larder.Version.class,
    showDefaultValues = true)
abstract class LarderCommand implements Callable<Integer> {
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
   * @throws FailedCheck where the work is done, and its result is a failure
   */
  abstract Map<String, ?> execute() throws Exception;

  /**
   * Checks what picocli cannot know of the arguments.
   *
   * @throws ParameterException for wrong usage
   */
  void checkUsage() {}

  @Override
  public final Integer call() {
    checkUsage();
    try {
      return call(new ResultFile(resultFile, spec.name()));
    } catch (UserException e) {
      // The result file's own: nothing was done, or nothing can be said of it there.
      print(e.problems());
      return 1;
    } finally {
      out().flush();
      err().flush();
    }
  }

  private int call(ResultFile result) {
    Map<String, ?> counts;
    try {
      counts = execute();
    } catch (UserException e) {
      print(e.problems());
      result.failed(e.problems());
      return 1;
    } catch (FailedCheck e) {
      print(e.problems());
      result.failed(e.problems(), e.counts());
      return 1;
    } catch (Exception e) {
      err().println("Error: " + e + " (this is a defect of Larder; the trace follows)");
      e.printStackTrace(err());
      result.failed(List.of(new Problem(null, e.toString())));
      return 1;
    }
    result.succeeded(counts);
    return 0;
  }

  private void print(List<Problem> problems) {
    problems.forEach(problem -> err().println("Error: " + problem));
  }

  ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
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
}
