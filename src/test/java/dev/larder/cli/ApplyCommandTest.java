package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands apply, plan and registry-dump as a user runs them. */
class ApplyCommandTest {
  private static final String CONFIG =
      """
      project: credit_scoring_aws
      registry: data/registry.db
      provider: aws
      online_store:
        type: redis
        connection_string: 127.0.0.1:7100
      offline_store:
        type: file
      entity_key_serialization_version: 2
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRepository() throws Exception {
    Files.writeString(directory.resolve("feature_store.yaml"), CONFIG);
    try (InputStream in =
        getClass().getResourceAsStream("/dev/larder/registry/credit_scoring_aws/features.yaml")) {
      Files.copy(in, directory.resolve("features.yaml"));
    }
  }

  private int run(String... command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] args = new String[command.length + 2];
    args[0] = "-c";
    args[1] = directory.toString();
    System.arraycopy(command, 0, args, 2, command.length);
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private void replace(String text, String replacement) throws Exception {
    Path file = directory.resolve("features.yaml");
    String before = Files.readString(file);
    assertThat(before).contains(text);
    Files.writeString(file, before.replace(text, replacement));
  }

  @Test
  void applyTellsWhatItCreatedAndDeploys() {
    assertThat(run("apply")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "Created entity zipcode",
            "Created entity dob_ssn",
            "Created data source zipcode_features",
            "Created data source credit_history",
            "Created feature view zipcode_features",
            "Created feature view credit_history",
            "Created feature service credit_model",
            "",
            "Deploying infrastructure for zipcode_features",
            "Deploying infrastructure for credit_history");
    assertThat(run("apply")).isZero();
    assertThat(out.toString().strip()).isEqualTo("No changes to the registry");
  }

  @Test
  void applyWritesItsCounts() throws Exception {
    Path result = directory.resolve("result.json");
    assertThat(run("apply", "--result", result.toString())).isZero();
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertThat(json.at("/status").asText()).isEqualTo("ok");
    assertThat(json.at("/counts/created").asInt()).isEqualTo(7);
    assertThat(json.at("/counts/deleted").asInt()).isZero();
  }

  @Test
  void planTellsTheSameAndWritesNothing() {
    assertThat(run("plan")).isZero();
    assertThat(out.toString())
        .startsWith("Created entity zipcode")
        .endsWith("This is a plan: nothing was written." + System.lineSeparator());
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void updatesAndDeletionsAreTold() throws Exception {
    run("apply");
    replace("ttl: 3650d", "ttl: 90d");
    replace("feature_services:\n  - name: credit_model", "feature_services:\n  - name: other");
    assertThat(run("apply")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "Updated feature view zipcode_features",
            "\tttl: 3650d -> 90d",
            "Updated feature view credit_history",
            "\tttl: 3650d -> 90d",
            "Created feature service other",
            "Deleted feature service credit_model",
            "",
            "Deploying infrastructure for zipcode_features",
            "Deploying infrastructure for credit_history");
  }

  @Test
  void theDumpIsTakenBackByApply() throws Exception {
    run("apply");
    assertThat(run("registry-dump")).isZero();
    Files.writeString(directory.resolve("features.yaml"), out.toString());
    assertThat(run("apply")).isZero();
    assertThat(out.toString().strip()).isEqualTo("No changes to the registry");
  }

  @Test
  void withoutDefinitionsApplySaysWhatItExpects() throws Exception {
    Files.delete(directory.resolve("features.yaml"));
    assertThat(run("apply")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("Error: " + directory)
        .contains("There is no features.yaml")
        .contains("larder registry-dump");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aBrokenRegistryStopsApplyAndStaysAsItIs() throws Exception {
    Path registry = directory.resolve("data/registry.db");
    Files.createDirectories(registry.getParent());
    Files.writeString(registry, "not a registry");
    assertThat(run("apply")).isEqualTo(1);
    assertThat(err.toString()).contains("registry.db").contains("This is no Feast registry");
    assertThat(registry).hasContent("not a registry");
  }

  @Test
  void aDumpWithoutRegistryAsksForApply() {
    assertThat(run("registry-dump")).isEqualTo(1);
    assertThat(err.toString()).contains("There is no registry; run 'larder apply' first.");
  }
}
