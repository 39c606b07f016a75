package dev.larder.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes the names after {@code --views}: {@code -v a -v b} as Feast has it, {@code -v a b}, and
 * {@code -v a,b}. What reads as a time is START or END, which may follow.
 */
final class ViewNames implements IParameterConsumer {
  private final TimestampConverter timestamps = new TimestampConverter();

  @Override
  public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
    List<String> names = new ArrayList<>();
    if (option.getValue() instanceof List<?> before) {
      before.forEach(name -> names.add((String) name));
    }
    int known = names.size();
    while (!arguments.isEmpty() && isName(arguments.peek(), command)) {
      names.addAll(List.of(arguments.pop().split(",", -1)));
    }
    if (names.size() == known) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter for option '--views' (NAME)");
    }
    option.setValue(names);
  }

  private boolean isName(String argument, CommandSpec command) {
    return !command.optionsMap().containsKey(argument)
        && !argument.startsWith("--")
        && !timestamps.isTimestamp(argument);
  }
}
