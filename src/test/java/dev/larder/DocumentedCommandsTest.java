package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.cli.Larder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands of the README and of the requests to EMR are such as Larder takes. */
class DocumentedCommandsTest {
  /** Past the launcher, or the variable that stands for it with its feature repository. */
  private static final Pattern LINE = Pattern.compile("(?m)^(?:scripts/|\\$)larder ([^#\n]*)");

  private static final Path JOBS = Path.of("jobs");
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<List<String>> commandsOfTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md")).replaceAll("\\\\\n", "");
    return LINE.matcher(readme)
        .results()
        .map(line -> Arrays.asList(line.group(1).strip().split("\\s+")));
  }

  @ParameterizedTest
  @MethodSource
  void commandsOfTheReadme(List<String> arguments) {
    assertIsUnderstood(arguments);
  }

  @Test
  void theReadmeNamesEveryCommand() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(new CommandLine(new Larder()).getSubcommands().keySet())
        .isNotEmpty()
        .allSatisfy(command -> assertThat(readme).containsPattern("`" + command + "[ `]"));
  }

  static Stream<Path> requests() throws IOException {
    try (Stream<Path> files = Files.walk(JOBS, 2)) {
      return files.filter(f -> f.toString().endsWith(".json")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestsRunOneCommand(Path request) throws IOException {
    JsonNode body = JSON.readTree(request.toFile());
    JsonNode serverless = body.path("jobDriver").path("sparkSubmit").path("entryPointArguments");
    if (serverless.isMissingNode()) {
      List<List<String>> commands =
          body.findValues("Args").stream()
              .map(DocumentedCommandsTest::texts)
              .filter(args -> args.stream().anyMatch(a -> a.endsWith("larder.jar")))
              .map(args -> args.subList(jarOf(args) + 1, args.size()))
              .toList();
      assertThat(commands).hasSize(1).allSatisfy(DocumentedCommandsTest::assertIsUnderstood);
    } else {
      assertIsUnderstood(texts(serverless));
    }
  }

  private static int jarOf(List<String> arguments) {
    return arguments.indexOf(
        arguments.stream().filter(a -> a.endsWith("larder.jar")).findFirst().orElseThrow());
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static void assertIsUnderstood(List<String> arguments) {
    CommandLine larder = new CommandLine(new Larder()).setCaseInsensitiveEnumValuesAllowed(true);
    assertThatCode(() -> larder.parseArgs(arguments.toArray(String[]::new)))
        .doesNotThrowAnyException();
  }
}
