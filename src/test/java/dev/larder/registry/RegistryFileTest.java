package dev.larder.registry;

import static dev.larder.registry.Registries.golden;
import static dev.larder.registry.Registries.open;
import static dev.larder.registry.Registries.parse;
import static dev.larder.registry.Registries.view;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.UnknownFieldSet;
import dev.larder.UserException;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.FeatureViewState;
import dev.larder.storage.StoredFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryFileTest {
  private static final String V3 = "credit_scoring_v3/registry.materialized.db";

  /** Later than what Feast recorded. */
  private static final Instant START = Instant.parse("2021-09-01T00:00:00.000002Z");

  private static final Instant END = Instant.parse("2021-10-01T00:00:00.123456Z");

  @ParameterizedTest
  @CsvSource({
    "credit_scoring_v3, zipcode_features, 2016-01-01T00:00:00Z, 2021-09-01T00:00:00Z",
    "credit_scoring_v3, credit_history, 2016-01-01T00:00:00Z, 2021-09-01T00:00:00Z",
    "credit_scoring_v2, credit_history, 2016-01-01T00:00:00Z, 2021-09-01T00:00:00Z",
    "types, types, 1960-01-01T00:00:00Z, 2026-01-01T00:00:00Z"
  })
  void intervalsThatFeastRecordedAreRead(String project, String view, Instant start, Instant end) {
    Registry registry = open(golden(project + "/registry.materialized.db"), project).load();
    assertThat(registry.intervals(view)).containsExactly(new MaterializationInterval(start, end));
    assertThat(registry.intervals("another")).isEmpty();
    assertThat(registry.versionId()).hasSize(36);
  }

  @Test
  void definitionsThatFeastWroteAreRead() {
    var definitions = open(golden(V3), "credit_scoring_v3").load().definitions();
    assertThat(definitions.entities().keySet()).containsExactlyInAnyOrder("zipcode", "dob_ssn");
    assertThat(definitions.entities().get("zipcode").valueType()).isEqualTo(ValueType.INT64);
    FeatureView view = definitions.featureView("credit_history").requireSupported();
    assertThat(view.ttl()).isEqualTo(Duration.ofDays(90));
    assertThat(view.joinKeys()).containsExactly("dob_ssn");
    assertThat(view.featureNames()).hasSize(9).startsWith("credit_card_due", "mortgage_due");
    assertThat(view.source().location())
        .isEqualTo(new FileLocation("data/credit_history.parquet", ""));
    assertThat(view.source().createdTimestampColumn()).isEqualTo("created_timestamp");
    var service = definitions.featureService("credit_model").requireSupported();
    assertThat(service.projections())
        .extracting(p -> p.view().name(), p -> p.features().size())
        .containsExactly(tuple("zipcode_features", 6), tuple("credit_history", 9));
  }

  @Test
  void everyTypeThatFeastWroteIsRead() {
    FeatureView view =
        open(golden("types/registry.applied.db"), "types")
            .load()
            .definitions()
            .featureView("types");
    assertThat(view.features()).hasSize(16).noneMatch(f -> f.valueType() == ValueType.INVALID);
    assertThat(view.entityColumns())
        .extracting(Field::valueType)
        .containsExactly(ValueType.INT32, ValueType.STRING);
  }

  @Test
  void aMaterializationAddsItsIntervalAndRenewsTheVersion() {
    MemoryFile file = golden(V3);
    RegistryFile registry = open(file, "credit_scoring_v3");
    String versionBefore = registry.load().versionId();
    FeastProto.FeatureView before = view(file, "credit_history");
    registry.recordMaterialization("credit_history", START, END);
    assertThat(registry.load().intervals("credit_history"))
        .hasSize(2)
        .endsWith(new MaterializationInterval(START, END));
    assertThat(registry.load().intervals("zipcode_features")).hasSize(1);
    assertThat(registry.load().versionId()).hasSize(36).isNotEqualTo(versionBefore);
    FeastProto.FeatureView after = view(file, "credit_history");
    assertThat(after.getMeta().getState()).isEqualTo(FeatureViewState.AVAILABLE_ONLINE);
    assertThat(after.getMeta().getCreatedTimestamp())
        .isEqualTo(before.getMeta().getCreatedTimestamp());
    assertThat(ProtoTimes.instant(after.getMeta().getLastUpdatedTimestamp()))
        .isAfter(Instant.parse("2026-01-01T00:00:00Z"))
        .isNotEqualTo(ProtoTimes.instant(before.getMeta().getLastUpdatedTimestamp()));
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
  }

  @Test
  void aViewLeftInStateMaterializingBecomesAvailable() {
    MemoryFile file = golden(V3);
    FeastProto.Registry.Builder stuck = parse(file).toBuilder();
    stuck
        .getFeatureViewsBuilderList()
        .forEach(v -> v.getMetaBuilder().setState(FeatureViewState.MATERIALIZING));
    file.write(stuck.build().toByteArray());
    open(file, "credit_scoring_v3").recordMaterialization("credit_history", START, END);
    assertThat(view(file, "credit_history").getMeta().getState())
        .isEqualTo(FeatureViewState.AVAILABLE_ONLINE);
  }

  @Test
  void fieldsOfANewerFeastSurvive() {
    MemoryFile file = golden(V3);
    UnknownFieldSet news =
        UnknownFieldSet.newBuilder()
            .addField(777, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
            .build();
    FeastProto.Registry.Builder newer = parse(file).toBuilder().setUnknownFields(news);
    newer
        .getFeatureViewsBuilderList()
        .forEach(
            v -> {
              v.getSpecBuilder().setUnknownFields(news);
              v.getMetaBuilder().setUnknownFields(news);
              v.getMetaBuilder()
                  .getMaterializationIntervalsBuilderList()
                  .forEach(interval -> interval.setUnknownFields(news));
            });
    file.write(newer.build().toByteArray());
    open(file, "credit_scoring_v3")
        .recordMaterialization("credit_history", START.minusSeconds(1), END);
    FeastProto.FeatureView after = view(file, "credit_history");
    assertThat(after.getMeta().getMaterializationIntervalsList())
        .singleElement()
        .extracting(FeastProto.MaterializationInterval::getUnknownFields)
        .isEqualTo(news);
    assertThat(parse(file).getUnknownFields()).isEqualTo(news);
    assertThat(after.getSpec().getUnknownFields()).isEqualTo(news);
    assertThat(after.getMeta().getUnknownFields()).isEqualTo(news);
  }

  @Test
  void writersAtTheSameTimeLoseNothing(@TempDir Path directory) throws Exception {
    String location = directory.resolve("registry.db").toString();
    StoredFile file = StoredFile.of(location);
    file.write(golden(V3).read().orElseThrow().bytes());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> runs =
          List.<Future<?>>of(
              threads.submit(() -> recordOften(location, "zipcode_features")),
              threads.submit(() -> recordOften(location, "credit_history")));
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    Registry registry = open(file, "credit_scoring_v3").load();
    assertThat(registry.intervals("zipcode_features")).hasSize(201);
    assertThat(registry.intervals("credit_history")).hasSize(201);
  }

  private static void recordOften(String location, String view) {
    RegistryFile registry = open(StoredFile.of(location), "credit_scoring_v3");
    IntStream.range(0, 200)
        .mapToObj(i -> START.plusSeconds(i))
        .forEach(instant -> registry.recordMaterialization(view, instant, instant));
  }

  @ParameterizedTest
  @CsvSource({
    "'0-10', '0-10'",
    "'0-10 10-20', '0-20'",
    "'0-10 11-20', '0-20'",
    "'0-10 12-20', '0-10 12-20'",
    "'12-20 0-10', '0-10 12-20'",
    "'0-10 20-30 5-25', '0-30'",
    "'0-30 10-20', '0-30'",
    "'0-10 0-10 0-10', '0-10'",
    "'5-5 5-5 6-6 8-8', '5-6 8-8'",
    // As Feast records a run whose END is before the last one's.
    "'0-30 30-10', '0-30'",
    "'30-10 31-40', '30-10 31-40'",
  })
  void intervalsThatTouchBecomeOne(String recorded, String merged) {
    MemoryFile file = golden(V3);
    FeastProto.Registry.Builder empty = parse(file).toBuilder();
    empty
        .getFeatureViewsBuilderList()
        .forEach(v -> v.getMetaBuilder().clearMaterializationIntervals());
    file.write(empty.build().toByteArray());
    RegistryFile registry = open(file, "credit_scoring_v3");
    intervals(recorded)
        .forEach(i -> registry.recordMaterialization("credit_history", i.start(), i.end()));
    assertThat(registry.load().intervals("credit_history"))
        .containsExactlyElementsOf(intervals(merged));
    assertThat(view(file, "credit_history").getMeta().getMaterializationIntervalsCount())
        .isEqualTo(intervals(merged).size());
  }

  /** Of microseconds. */
  private static List<MaterializationInterval> intervals(String text) {
    return Arrays.stream(text.split(" ", -1))
        .map(interval -> interval.split("-", -1))
        .map(ends -> new MaterializationInterval(micros(ends[0]), micros(ends[1])))
        .toList();
  }

  private static Instant micros(String text) {
    return Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS);
  }

  @Test
  void anUnknownViewIsNamedWithItsNearestName() {
    RegistryFile registry = open(golden(V3), "credit_scoring_v3");
    assertThatThrownBy(() -> registry.recordMaterialization("credit_histori", START, END))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "project credit_scoring_v3: There is no feature view 'credit_histori'."
                + " Did you mean 'credit_history'?");
  }

  @Test
  void aMissingRegistryAsksForApply() {
    assertThatThrownBy(() -> open(new MemoryFile(), "p").load())
        .isInstanceOf(UserException.class)
        .hasMessage("registry.db: There is no registry; run 'larder apply' first.");
  }

  @Test
  void anotherProjectIsNotFound() {
    RegistryFile registry = open(golden(V3), "credit_scoring_v4");
    assertThatThrownBy(registry::load)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no project 'credit_scoring_v4'")
        .hasMessageContaining("Did you mean 'credit_scoring_v3'?");
  }

  @ParameterizedTest
  @CsvSource({
    "project: mine, 'This is no Feast registry, or only a part of one.'",
    "'', 'expected schema version ''1'', found'"
  })
  void aBrokenRegistryIsNamed(String content, String message) {
    RegistryFile registry = open(new MemoryFile(content.getBytes(UTF_8)), "p");
    assertThatThrownBy(registry::load)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("registry.db: ")
        .hasMessageContaining(message);
  }

  @Test
  void aRegistryCutShortIsRefused() {
    byte[] whole = golden(V3).read().orElseThrow().bytes();
    MemoryFile half = new MemoryFile(Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> open(half, "credit_scoring_v3").load())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("only a part of one");
  }

  @Test
  void teardownRemovesTheFileWhereItHoldsNoOtherProject() {
    MemoryFile file = golden(V3);
    assertThat(open(file, "credit_scoring_v3").teardown()).isTrue();
    assertThat(file.read()).isEmpty();
    assertThat(open(file, "credit_scoring_v3").teardown()).isTrue();
  }

  @Test
  void teardownKeepsOtherProjects() {
    FeastProto.Registry both =
        parse(golden(V3)).toBuilder()
            .mergeFrom(parse(golden("types/registry.materialized.db")))
            .build();
    MemoryFile file = new MemoryFile(both.toByteArray());
    assertThat(open(file, "types").teardown()).isFalse();
    assertThat(open(file, "credit_scoring_v3").load().definitions().featureViews())
        .containsOnlyKeys("zipcode_features", "credit_history");
    assertThat(parse(file).getFeatureViewsList())
        .extracting(v -> v.getSpec().getProject())
        .containsOnly("credit_scoring_v3");
  }
}
