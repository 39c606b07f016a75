package dev.larder.registry;

import static dev.larder.registry.Registries.golden;
import static dev.larder.registry.Registries.open;
import static dev.larder.registry.Registries.parse;
import static dev.larder.registry.Registries.view;
import static dev.larder.registry.Registries.yaml;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureView;
import dev.larder.registry.RegistryChange.Action;
import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.FeatureViewState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryApplyTest {
  private static final String AWS = "credit_scoring_aws";
  private static final String AWS_YAML = "credit_scoring_aws/features.yaml";
  private static final String HARD_PULLS = "      - {name: hard_pulls, dtype: Int64}\n";
  private static final Instant START = Instant.parse("2016-01-01T00:00:00Z");
  private static final Instant MIDDLE = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-09-01T00:00:00Z");

  private static Definitions aws(String... replacements) {
    return yaml(AWS, AWS_YAML, replacements);
  }

  private static List<String> told(RegistryChanges changes) {
    return changes.changes().stream().map(RegistryChange::toString).toList();
  }

  @Test
  void thePostsDefinitionsBecomeFeastsRegistryMessageForMessage() {
    MemoryFile file = new MemoryFile();
    open(file, AWS).apply(aws());
    FeastProto.Registry feasts = parse(golden(AWS + "/registry.db"));
    assertThat(Normalized.of(parse(file))).isEqualTo(Normalized.of(feasts));
    assertThat(Normalized.history(parse(file))).isEqualTo(Normalized.history(feasts));
  }

  @Test
  void anApplyTellsWhatThePostShows() {
    assertThat(told(open(new MemoryFile(), AWS).apply(aws())))
        .containsExactly(
            "Created entity zipcode",
            "Created entity dob_ssn",
            "Created data source zipcode_features",
            "Created data source credit_history",
            "Created feature view zipcode_features",
            "Created feature view credit_history",
            "Created feature service credit_model");
  }

  @Test
  void theSameDefinitionsInYamlChangeNothingInFeastsRegistry() {
    MemoryFile file = golden(AWS + "/registry.db");
    String version = file.read().orElseThrow().version();
    assertThat(open(file, AWS).apply(aws()).isEmpty()).isTrue();
    assertThat(file.read().orElseThrow().version()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({
    "credit_scoring_aws, registry.db",
    "credit_scoring_v2, registry.applied.db",
    "credit_scoring_v2, registry.materialized.db",
    "credit_scoring_v3, registry.applied.db",
    "credit_scoring_v3, registry.materialized.db",
    "types, registry.applied.db",
    "types, registry.materialized.db"
  })
  void whatFeastWroteIsReadAndWrittenWithoutAnyChange(String project, String name) {
    MemoryFile file = golden(project + "/" + name);
    String version = file.read().orElseThrow().version();
    RegistryFile registry = open(file, project);
    assertThat(registry.apply(registry.load().definitions()).isEmpty()).isTrue();
    assertThat(file.read().orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void aSecondApplyChangesNothing() {
    MemoryFile file = new MemoryFile();
    open(file, AWS).apply(aws());
    String version = file.read().orElseThrow().version();
    assertThat(open(file, AWS).apply(aws()).changes()).isEmpty();
    assertThat(file.read().orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void aPlanWritesNothing() {
    MemoryFile file = new MemoryFile();
    assertThat(open(file, AWS).plan(aws()).count(Action.CREATED)).isEqualTo(7);
    assertThat(file.read()).isEmpty();
  }

  private static MemoryFile materialized() {
    MemoryFile file = golden(AWS + "/registry.db");
    RegistryFile registry = open(file, AWS);
    registry.recordMaterialization("credit_history", MIDDLE, END);
    registry.recordMaterialization("credit_history", START, MIDDLE);
    return file;
  }

  @Test
  void aFeatureAddedToAMaterializedViewAsksForABackfill() {
    MemoryFile file = materialized();
    RegistryChanges changes =
        open(file, AWS).apply(aws(HARD_PULLS, HARD_PULLS + "      - {name: a, dtype: Int64}\n"));
    assertThat(told(changes))
        .containsExactly(
            "Updated feature view credit_history", "Updated feature service credit_model");
    assertThat(changes.changes().get(0).details()).containsExactly("features: added a");
    assertThat(changes.backfills())
        .containsExactly(new Backfill("credit_history", List.of("a"), START, END));
    assertThat(changes.backfills().get(0).command())
        .isEqualTo(
            "larder materialize 2016-01-01T00:00:00Z 2021-09-01T00:00:00Z -v credit_history"
                + " --overwrite");
  }

  @Test
  void aChangedSchemaKeepsIntervalsAndStateAndIsANewVersion() {
    MemoryFile file = materialized();
    FeastProto.FeatureView before = view(file, "credit_history");
    open(file, AWS).apply(aws(HARD_PULLS, ""));
    FeastProto.FeatureView after = view(file, "credit_history");
    assertThat(after.getMeta().getMaterializationIntervalsList())
        .isEqualTo(before.getMeta().getMaterializationIntervalsList());
    assertThat(after.getMeta().getState()).isEqualTo(FeatureViewState.AVAILABLE_ONLINE);
    assertThat(after.getMeta().getCreatedTimestamp())
        .isEqualTo(before.getMeta().getCreatedTimestamp());
    assertThat(after.getMeta().getCurrentVersionNumber()).isEqualTo(1);
    assertThat(Normalized.history(parse(file)).keySet())
        .containsExactly(
            AWS + " feature_view credit_history 0",
            AWS + " feature_view credit_history 1",
            AWS + " feature_view zipcode_features 0");
    open(file, AWS).apply(aws());
    assertThat(view(file, "credit_history").getMeta().getCurrentVersionNumber()).isEqualTo(2);
  }

  @Test
  void aViewFromBeforeTheHistoryGetsItsOldSelfAsVersionZero() {
    MemoryFile file = golden(AWS + "/registry.db");
    file.write(parse(file).toBuilder().clearFeatureViewVersionHistory().build().toByteArray());
    open(file, AWS).apply(aws(HARD_PULLS, ""));
    assertThat(Normalized.history(parse(file)).keySet())
        .containsExactly(
            AWS + " feature_view credit_history 0", AWS + " feature_view credit_history 1");
    assertThat(Normalized.history(parse(file)).get(AWS + " feature_view credit_history 0"))
        .extracting(v -> v.getSpec().getFeaturesCount())
        .isEqualTo(9);
  }

  @Test
  void anotherTtlOrTableIsAnUpdateWithoutANewVersionOrBackfill() {
    MemoryFile file = materialized();
    RegistryChanges changes =
        open(file, AWS)
            .apply(aws("ttl: 3650d", "ttl: 36h", "table: credit_history", "table: history2"));
    assertThat(told(changes))
        .containsExactly(
            "Updated data source credit_history",
            "Updated feature view zipcode_features",
            "Updated feature view credit_history",
            "Updated feature service credit_model");
    assertThat(changes.changes().get(0).details())
        .containsExactly("redshift_options.table: 'credit_history' -> 'history2'");
    assertThat(changes.changes().get(2).details())
        .containsExactlyInAnyOrder(
            "ttl: 3650d -> 36h",
            "batch_source.redshift_options.table: 'credit_history' -> 'history2'");
    assertThat(changes.backfills()).isEmpty();
    assertThat(view(file, "credit_history").getMeta().getCurrentVersionNumber()).isZero();
    assertThat(view(file, "credit_history").getMeta().getMaterializationIntervalsCount())
        .isEqualTo(1);
    assertThat(view(file, "credit_history").getSpec().getBatchSource().getDataSourceClassType())
        .endsWith("RedshiftSource");
  }

  @Test
  void anotherTypeOfAFeatureAsksForABackfillToo() {
    assertThat(
            open(materialized(), AWS)
                .apply(aws(HARD_PULLS, HARD_PULLS.replace("Int64", "Float32")))
                .backfills())
        .extracting(Backfill::features)
        .containsExactly(List.of("hard_pulls"));
  }

  @Test
  void versionedNamesAskForABackfillOfTheWholeView() {
    MemoryFile file = materialized();
    RegistryFile versioned = new RegistryFile(file, Registries.config(AWS, true));
    assertThat(versioned.apply(aws(HARD_PULLS, "")).backfills())
        .singleElement()
        .satisfies(b -> assertThat(b.features()).hasSize(8));
  }

  @Test
  void aSourceOfAnotherKindIsReplacedWhole() {
    MemoryFile file = golden(AWS + "/registry.db");
    FeastProto.Registry.Builder other = parse(file).toBuilder();
    UnknownFieldSet snowflakeOptions =
        UnknownFieldSet.newBuilder()
            .addField(
                19,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("\n\001t"))
                    .build())
            .build();
    other
        .getDataSourcesBuilderList()
        .forEach(
            s ->
                s.setType(FeastProto.DataSource.SourceType.BATCH_SNOWFLAKE)
                    .clearRedshiftOptions()
                    .setUnknownFields(snowflakeOptions));
    file.write(other.build().toByteArray());
    assertThat(told(open(file, AWS).apply(aws())))
        .containsExactly(
            "Updated data source zipcode_features", "Updated data source credit_history");
    assertThat(Normalized.of(parse(file)))
        .isEqualTo(Normalized.of(parse(golden(AWS + "/registry.db"))));
  }

  @Test
  void whatIsNoLongerDefinedIsRemoved() {
    MemoryFile file = golden("types/registry.applied.db");
    FeastProto.Registry both =
        parse(file).toBuilder().mergeFrom(parse(golden(AWS + "/registry.db"))).build();
    file.write(both.toByteArray());
    RegistryChanges changes =
        open(file, AWS).apply(Definitions.of(AWS, List.of(), List.of(), List.of(), List.of()));
    assertThat(told(changes))
        .containsExactlyInAnyOrder(
            "Deleted entity zipcode",
            "Deleted entity dob_ssn",
            "Deleted data source zipcode_features",
            "Deleted data source credit_history",
            "Deleted feature view zipcode_features",
            "Deleted feature view credit_history",
            "Deleted feature service credit_model");
    assertThat(open(file, AWS).load().definitions().featureViews()).isEmpty();
    assertThat(parse(file).getEntitiesList())
        .filteredOn(e -> e.getSpec().getProject().equals(AWS))
        .extracting(e -> e.getSpec().getName())
        .containsExactly("__dummy");
  }

  @Test
  void anotherProjectInTheSameFileIsUntouched() {
    MemoryFile file = golden("types/registry.materialized.db");
    FeastProto.Registry before = parse(file);
    open(file, AWS).apply(aws());
    FeastProto.Registry after = parse(file);
    assertThat(after.getEntitiesList()).containsAll(before.getEntitiesList());
    assertThat(after.getFeatureViewsList()).startsWith(before.getFeatureViews(0)).hasSize(3);
    assertThat(after.getDataSourcesList()).startsWith(before.getDataSources(0)).hasSize(3);
    assertThat(after.getProjectsList())
        .extracting(p -> p.getSpec().getName())
        .containsExactly("types", AWS);
    assertThat(after.getFeatureViewVersionHistory().getRecordsList())
        .startsWith(before.getFeatureViewVersionHistory().getRecords(0))
        .hasSize(3);
  }

  @Test
  void featuresWhoseHashedNamesCollideAreRefused() {
    List<String> pair = collidingFeatures("zipcode_features:");
    String city = "      - {name: city, dtype: String}\n";
    String[] fields = pair.stream().map(f -> city.replace("city", f)).toArray(String[]::new);
    MemoryFile file = new MemoryFile();
    List<RegistryChanges> before = new ArrayList<>();
    assertThatThrownBy(() -> open(file, AWS).apply(aws(city, fields[0] + fields[1]), before::add))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("feature view zipcode_features: Features 'zipcode_features:")
        .hasMessageContaining("would share one field in Redis")
        .hasMessageContaining(pair.get(0))
        .hasMessageContaining(pair.get(1));
    assertThat(file.read()).isEmpty();
    assertThat(before).isEmpty();
  }

  @Test
  void whatFailsBeforeWritingLeavesTheRegistryAsItWas() {
    MemoryFile file = golden(AWS + "/registry.db");
    FeastProto.Registry before = parse(file);
    UserException failure = new UserException("Redis", "Nobody listens there.");
    assertThatThrownBy(
            () ->
                open(file, AWS)
                    .apply(
                        Definitions.of(AWS, List.of(), List.of(), List.of(), List.of()),
                        changes -> {
                          throw failure;
                        }))
        .isSameAs(failure);
    assertThat(parse(file)).isEqualTo(before);
  }

  @Test
  void whatComesBeforeWritingIsToldAgainAfterAnotherWriter() {
    MemoryFile file = new MemoryFile();
    open(file, AWS).apply(aws());
    List<List<String>> seen = new ArrayList<>();
    open(file, AWS)
        .apply(
            Definitions.of(AWS, List.of(), List.of(), List.of(), List.of()),
            changes -> {
              seen.add(changes.removedOnline().stream().map(FeatureView::name).toList());
              if (seen.size() == 1) {
                open(file, AWS).recordMaterialization("credit_history", START, END);
              }
            });
    List<String> both = List.of("zipcode_features", "credit_history");
    assertThat(seen).containsExactly(both, both);
    assertThat(parse(file).getFeatureViewsList()).isEmpty();
  }

  @Test
  void collidingNamesUnderOtherJoinKeysAreFine() {
    List<String> pair = collidingFeatures("v:");
    assertThat(
            HashedNames.collisions(
                List.of(Views.view("v", "a", pair.get(0)), Views.view("v", "b", pair.get(1))),
                false))
        .isEmpty();
    assertThat(
            HashedNames.collisions(
                List.of(Views.view("v", "a", pair.get(0)), Views.view("v", "a", pair.get(1))),
                false))
        .hasSize(1);
  }

  /** Two features of a view whose hashed names are equal: found by trying, the same each time. */
  private static List<String> collidingFeatures(String prefix) {
    Map<Integer, String> seen = new HashMap<>();
    for (int i = 0; ; i++) {
      byte[] name = (prefix + "f" + i).getBytes(UTF_8);
      int hash = MurmurHash3.hash32x86(name, 0, name.length, 0);
      String other = seen.put(hash, "f" + i);
      if (other != null) {
        return Arrays.asList(other, "f" + i);
      }
    }
  }
}
