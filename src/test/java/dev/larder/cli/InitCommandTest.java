package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.FeatureView;
import dev.larder.registry.FeatureRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCommandTest {
  private static final List<String> POST_FEATURES =
      List.of(
          "zipcode_features:city",
          "zipcode_features:state",
          "zipcode_features:location_type",
          "zipcode_features:tax_returns_filed",
          "zipcode_features:population",
          "zipcode_features:total_wages",
          "credit_history:credit_card_due",
          "credit_history:mortgage_due",
          "credit_history:student_loan_due",
          "credit_history:vehicle_loan_due",
          "credit_history:hard_pulls",
          "credit_history:missed_payments_2y",
          "credit_history:missed_payments_1y",
          "credit_history:missed_payments_6m",
          "credit_history:bankruptcies");

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Larder.commandLine()
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void theLocalTemplateReadsFilesAndUsesALocalCluster() {
    Path repository = directory.resolve("repository");
    assertThat(run("init", repository.toString())).isZero();
    FeatureRepository opened = FeatureRepository.open(repository.toString(), null);
    assertThat(opened.config().onlineStore().redisType()).isEqualTo(RedisType.REDIS_CLUSTER);
    assertThat(opened.config().onlineStore().connectionString()).isEqualTo("localhost:6379");
    assertThat(opened.config().registry().path()).isEqualTo("data/registry.db");
    assertThat(opened.definitions().orElseThrow().featureView("credit_history").source().location())
        .isEqualTo(new FileLocation("data/credit_history.parquet", ""));
    assertThat(out.toString())
        .contains("Created " + repository.resolve("features.yaml"))
        .contains("larder -c " + repository + " apply");
  }

  @Test
  void theAwsTemplateReadsRedshift() {
    assertThat(run("init", directory.toString(), "--template", "aws")).isZero();
    FeatureRepository opened = FeatureRepository.open(directory.toString(), null);
    assertThat(opened.config().offlineStore().type()).isEqualTo("redshift");
    assertThat(
            opened.definitions().orElseThrow().featureView("zipcode_features").source().location())
        .isEqualTo(new RedshiftLocation("zipcode_features", "", "spectrum", "dev"));
  }

  @ParameterizedTest
  @CsvSource({"local", "aws"})
  void bothTemplatesHoldAllFeaturesOfTheAwsTutorial(String template) {
    assertThat(run("init", directory.toString(), "-t", template)).isZero();
    Definitions definitions =
        FeatureRepository.open(directory.toString(), null).definitions().orElseThrow();
    assertThat(
            definitions.featureService("credit_model").projections().stream()
                .flatMap(p -> p.features().stream().map(f -> p.nameToUse() + ":" + f.name())))
        .containsExactlyElementsOf(POST_FEATURES);
    assertThat(definitions.featureViews().values().stream().map(FeatureView::joinKeys))
        .containsExactly(List.of("zipcode"), List.of("dob_ssn"));
    assertThat(definitions.entities().get("dob_ssn").isSensitive()).isTrue();
  }

  @Test
  void aDirectoryWithFilesIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(directory.resolve("mine"), "x");
    assertThat(run("init", directory.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "Error: "
                + directory
                + ": The directory is not empty; expected a new or an empty one."
                + System.lineSeparator());
    assertThat(directory).isDirectoryNotContaining("glob:**.yaml");
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("mine"), "x");
    assertThat(run("init", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("This is a file; expected a new or an empty directory.");
  }

  @Test
  void anUnknownTemplateIsWrongUsage() {
    assertThat(run("init", directory.toString(), "--template", "gcp")).isEqualTo(2);
    assertThat(directory).isEmptyDirectory();
  }
}
