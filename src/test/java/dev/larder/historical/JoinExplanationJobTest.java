package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.asof.AsOf;
import dev.larder.historical.HistoricalFeaturesJob.Request;
import dev.larder.offline.OfflineStore;
import dev.larder.registry.FeatureRepository;
import dev.larder.report.JoinExplanation;
import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.EntityRow;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Value;
import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.testing.GoldenRepository;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinExplanationJobTest {
  /** Of ann, the first is a microsecond too old for her loan, the last a microsecond too new. */
  private static final String HISTORY =
      "SELECT * FROM VALUES"
          + " ('ann', TIMESTAMP'2021-06-04 23:59:59.999999Z', TIMESTAMP'2021-06-05 00:00:00Z', 1L),"
          + " ('ann', TIMESTAMP'2021-06-05 00:00:00Z', TIMESTAMP'2021-06-16 00:00:00Z', 2L),"
          + " ('ann', TIMESTAMP'2021-06-10 00:00:00Z', NULL, 99L),"
          + " ('ann', TIMESTAMP'2021-06-10 00:00:00Z', TIMESTAMP'2021-06-11 00:00:00Z', 8L),"
          + " ('ann', TIMESTAMP'2021-06-10 00:00:00Z', TIMESTAMP'2021-06-11 00:00:00Z', 9L),"
          + " ('ann', TIMESTAMP'2021-06-15 00:00:00.000001Z', TIMESTAMP'2021-06-15 00:00:00Z', 7L),"
          + " ('bob', TIMESTAMP'2021-05-01 00:00:00Z', TIMESTAMP'2021-05-01 00:00:00Z', 6L)"
          + " AS t(person, event_timestamp, created, pulls)";

  private static final String LOANS =
      "SELECT * FROM VALUES"
          + " (1, 'ann', 'bob', 501L, TIMESTAMP'2021-06-15 00:00:00Z'),"
          + " (2, 'bob', NULL, 502L, TIMESTAMP'2021-06-16 00:00:00Z'),"
          + " (3, 'zoe', 'ann', NULL, TIMESTAMP'2021-06-17 00:00:00Z'),"
          + " (4, 'ann', 'ann', 501L, NULL),"
          + " (4, 'ann', 'ann', 501L, NULL)"
          + " AS t(id, person, co_signer, zip, event_timestamp)";

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;
  private FeatureRepository repository;

  @BeforeEach
  void people() throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, connection_string: "localhost:6379"}
        offline_store: {type: file}
        entity_key_serialization_version: 3
        """);
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING, tags: {sensitive: "true"}}
          - {name: zip, join_keys: [zip], value_type: INT64}
        data_sources:
          - name: history
            type: file
            path: history
            timestamp_field: event_timestamp
            created_timestamp_column: created
          - {name: homes, type: file, path: homes, timestamp_field: event_timestamp}
        feature_views:
          - name: history
            entities: [person]
            ttl: 10d
            schema: [{name: pulls, dtype: Int64}]
            source: history
          - name: homes
            entities: [zip]
            ttl: 0
            schema: [{name: person, dtype: String}, {name: rooms, dtype: Int64}]
            source: homes
        feature_services:
          - name: all
            features:
              - history
              - {view: history, alias: co_signer, join_key_map: {person: co_signer}}
              - homes
          - {name: homes_alone, features: [homes]}
        """);
    write("history", spark.sql(HISTORY));
    write("loans", spark.sql(LOANS));
    write(
        "homes",
        spark.sql(
            "SELECT 501L AS zip, TIMESTAMP'1999-01-01 00:00:00Z' AS event_timestamp,"
                + " 'ann' AS person, 3L AS rooms"));
    repository = FeatureRepository.open(directory.toString(), null);
    repository.registry().apply(repository.definitions().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachCandidateHasItsReason(boolean filterByCreatedTimestamp) {
    Decision ann = row(explained(made("all", filterByCreatedTimestamp)), "1").decisions().get(0);
    assertThat(ann.outcome()).isEqualTo(Outcome.MATCHED);
    assertThat(ann.candidates())
        .extracting(Candidate::verdict)
        .containsExactly(
            Verdict.EXPIRED,
            filterByCreatedTimestamp ? Verdict.NOT_YET_CREATED : Verdict.SUPERSEDED,
            filterByCreatedTimestamp ? Verdict.NOT_YET_CREATED : Verdict.OLDER_CREATED,
            Verdict.TIE,
            Verdict.CHOSEN,
            Verdict.FUTURE);
    assertThat(ann.features()).containsExactly(new Value("pulls", "9"));
  }

  @Test
  void anOutcomeIsOneForEachView() {
    JoinExplanation explanation = explained(made("all", false));
    assertThat(outcomes(explanation, "1"))
        .containsExactly(Outcome.MATCHED, Outcome.EXPIRED, Outcome.MATCHED);
    assertThat(outcomes(explanation, "2"))
        .containsExactly(Outcome.EXPIRED, Outcome.MISSING, Outcome.MISSING);
    assertThat(outcomes(explanation, "3"))
        .containsExactly(Outcome.MISSING, Outcome.MATCHED, Outcome.MISSING);
    assertThat(outcomes(explanation, "4")).containsOnly(Outcome.MISSING);
  }

  @Test
  void equalRowsAreShownOnce() {
    JoinExplanation explanation = explained(made("all", false));
    assertThat(explanation.rows()).isEqualTo(5);
    assertThat(explanation.entityRows()).hasSize(4);
  }

  @Test
  void keysOfSensitiveEntitiesAreMaskedWhereverTheyStand() {
    JoinExplanation explanation = explained(made("all", false));
    assertThat(explanation.toString()).doesNotContain("ann", "bob", "zoe").contains("501");
    EntityRow first = row(explanation, "1");
    assertThat(first.columns())
        .contains(new Value("person", "key #1"), new Value("co_signer", "key #2"));
    assertThat(first.decisions().get(1).keys()).containsExactly(new Value("co_signer", "key #2"));
    assertThat(first.decisions().get(2).features())
        .containsExactly(new Value("person", "key #1"), new Value("rooms", "3"));
  }

  @Test
  void columnsThatPassThroughAreMaskedToo() {
    assertThat(explained(made("homes_alone", false)).toString())
        .doesNotContain("ann", "bob", "zoe");
  }

  @Test
  void anotherOrderOfRowsIsExplainedTheSame() throws IOException {
    JoinExplanation explanation = explained(made("all", false));
    write("loans", spark.sql(LOANS).orderBy(functions.desc("id")));
    write("history", spark.sql(HISTORY).repartition(3));
    assertThat(explained(made("all", false))).isEqualTo(explanation);
  }

  @Test
  void anythingElseThanTheRulesSayIsAnError() {
    TrainingSetManifest manifest = made("all", false);
    write("history", spark.sql(HISTORY.replace("9L)", "10L)")));
    assertThatThrownBy(() -> explained(manifest))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The training set's row at 2021-06-15T00:00:00Z does not hold what the rules find in"
                + " feature view history; the join is wrong, or the source has changed meanwhile");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("slow")
  void theRulesFindWhatWasJoinedOfRealLoans(boolean filterByCreatedTimestamp) throws IOException {
    repository =
        GoldenRepository.fromRegistry(
            Files.createDirectory(directory.resolve("golden")),
            "credit_scoring_v3",
            "localhost:6379");
    JoinExplanation explanation =
        explained(
            made(
                SharedData.path("data/loan_table.parquet").toString(),
                "credit_model",
                filterByCreatedTimestamp));
    assertThat(explanation.entityRows()).hasSize(10);
    assertThat(
            explanation.entityRows().stream()
                .flatMap(row -> row.decisions().get(1).candidates().stream())
                .map(Candidate::verdict))
        .contains(Verdict.CHOSEN, Verdict.EXPIRED, Verdict.FUTURE, Verdict.SUPERSEDED);
  }

  @Test
  void theRulesFindWhatWasJoinedOfEveryType() throws IOException {
    repository =
        GoldenRepository.fromRegistry(
            Files.createDirectory(directory.resolve("golden")), "types", "localhost:6379");
    JoinExplanation explanation =
        explained(
            made(
                new Request(
                    "SELECT store, sku, event_timestamp FROM types_source",
                    null,
                    List.of("types"),
                    false,
                    false,
                    List.of(),
                    set(),
                    false,
                    AsOf.OPERATOR)));
    assertThat(explanation.entityRows())
        .hasSize(8)
        .allSatisfy(row -> assertThat(row.decisions().get(0).candidates()).isNotEmpty());
  }

  private static List<Outcome> outcomes(JoinExplanation explanation, String id) {
    return row(explanation, id).decisions().stream().map(Decision::outcome).toList();
  }

  private static EntityRow row(JoinExplanation explanation, String id) {
    return explanation.entityRows().stream()
        .filter(row -> row.columns().contains(new Value("id", id)))
        .findFirst()
        .orElseThrow();
  }

  private TrainingSetManifest made(String service, boolean filterByCreatedTimestamp) {
    return made(directory.resolve("loans").toString(), service, filterByCreatedTimestamp);
  }

  private TrainingSetManifest made(
      String entityDf, String service, boolean filterByCreatedTimestamp) {
    return made(
        new Request(
            entityDf,
            service,
            List.of(),
            true,
            filterByCreatedTimestamp,
            List.of(),
            set(),
            true,
            AsOf.OPERATOR));
  }

  private TrainingSetManifest made(Request request) {
    return new HistoricalFeaturesJob(
            spark, repository.config(), repository.registry().load(), request)
        .run();
  }

  private JoinExplanation explained(TrainingSetManifest manifest) {
    return new JoinExplanationJob(
            spark,
            OfflineStore.of(spark, repository.config()),
            repository.registry().load().definitions(),
            manifest,
            set())
        .run();
  }

  private String set() {
    return directory.resolve("set").toString();
  }

  private void write(String name, Dataset<Row> rows) {
    rows.write().mode("overwrite").parquet(directory.resolve(name).toString());
  }
}
