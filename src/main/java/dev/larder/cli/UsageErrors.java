package dev.larder.cli;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command line; the exit code is 2. */
final class UsageErrors implements IParameterExceptionHandler {
  private static final String RESULT = "--result";

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    String message = message(e);
    err.println("Error: " + message + " See '" + name + " --help'.");
    try {
      new ResultFile(resultFile(args).orElse(null), command.getCommandName())
          .failed(List.of(new Problem(null, message)));
    } catch (UserException unwritable) {
      err.println("Error: " + unwritable.getMessage());
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    String message = e.getMessage().replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", " ");
    return message.endsWith(".") ? message : message + ".";
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String argument = e.getUnmatched().get(0);
    if (argument.startsWith("-")) {
      String option = argument.split("=", 2)[0];
      return "Unknown option '"
          + option
          + "'."
          + DidYouMean.hint(option, command.getCommandSpec().optionsMap().keySet());
    }
    // Of NAME=VALUE the value may be a sensitive key, and this line ends in some log.
    String shown = argument.replaceFirst("(?s)=.*", "=…");
    return command.getSubcommands().isEmpty()
        ? "Nothing was expected where '" + shown + "' stands."
        : "There is no command '"
            + shown
            + "'."
            + DidYouMean.hint(shown, command.getSubcommands().keySet());
  }

  /** What the option says, since the command line as a whole could not be read. */
  private static Optional<String> resultFile(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(RESULT + "=")) {
        return Optional.of(args[i].substring(RESULT.length() + 1));
      } else if (args[i].equals(RESULT) && i + 1 < args.length) {
        return Optional.of(args[i + 1]);
      }
    }
    return Optional.empty();
  }
}
