package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands before any command: its name, options and arguments, and where its result goes. */
class UsageErrorsTest {
  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          materialise            | There is no command 'materialise'. Did you mean 'materialize'? See 'larder --help'.
          plan --resutl x        | Unknown option '--resutl'. Did you mean '--result'? See 'larder plan --help'.
          plan now               | Nothing was expected where 'now' stands. See 'larder plan --help'.
          plan person=ann        | Nothing was expected where 'person=…' stands. See 'larder plan --help'.
          score                  | Missing required option: '--model=DIR'. See 'larder score --help'.
          materialize 2021-01-01 | Missing required parameter: 'END'. See 'larder materialize --help'.
          materialize yesterday 2021 | Invalid value for positional parameter at index 0 (START): expected a date or a time such as 2021-08-25, 2021-08-25T20:34:41 or 2021-08-25T20:34:41+02:00, found 'yesterday'. See 'larder materialize --help'.
          get-online-features --features v:f --feature-service s | --feature-service=NAME, --features=VIEW:FEATURE are mutually exclusive (specify only one). See 'larder get-online-features --help'.
          """)
  void wrongUsageIsOneLine(String command, String message) {
    assertThat(run(command.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("Error: " + message);
  }

  @ParameterizedTest
  @CsvSource({"--result FILE", "--result=FILE"})
  void wrongUsageIsInTheResultToo(String option) throws IOException {
    Path result = directory.resolve("result.json");
    String command = "plan --foo " + option.replace("FILE", result.toString());
    assertThat(run(command.split(" ", -1))).isEqualTo(2);
    assertThat(json(result).get("command").asText()).isEqualTo("plan");
    assertThat(json(result).get("status").asText()).isEqualTo("failed");
    assertThat(json(result).get("error").get("message").asText()).startsWith("Unknown option");
  }

  @Test
  void aResultThatCannotBeWrittenStopsTheCommandBeforeItsWork() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    Path repository = directory.resolve("repository");
    assertThat(run("init", repository.toString(), "--result", file + "/result.json")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "Error: "
                + file
                + "/result.json: The file cannot be written: '"
                + file
                + "' is a file, expected a directory.");
    assertThat(repository).doesNotExist();
  }

  @Test
  void aDirectoryIsNoResultFile() {
    assertThat(run("init", directory.resolve("r").toString(), "--result", directory.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("it is a directory, expected a file");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void everyProblemOfADefinitionIsInTheResultWithItsPlace() throws IOException {
    Path repository = directory.resolve("repository");
    Path result = directory.resolve("result.json");
    assertThat(run("init", repository.toString())).isZero();
    Path definitions = repository.resolve("features.yaml");
    Files.writeString(definitions, "entities: [{nam: a}]\n");
    assertThat(run("-c", repository.toString(), "apply", "--result", result.toString()))
        .isEqualTo(1);
    JsonNode error = json(result).get("error");
    assertThat(error.get("where").asText()).isEqualTo(definitions + ":1:12");
    assertThat(error.get("message").asText().lines())
        .containsExactly(
            "An entity needs the key 'name'.",
            definitions + ":1:13: Unknown key 'nam' in an entity. Did you mean 'name'?");
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("Error: "));
    assertThat(repository.resolve("data")).doesNotExist();
  }
}
