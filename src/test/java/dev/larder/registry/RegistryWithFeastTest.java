package dev.larder.registry;

import static dev.larder.registry.Registries.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeaturesYaml;
import dev.larder.registry.proto.FeastProto;
import dev.larder.storage.StoredFile;
import dev.larder.testing.FeastPython;
import dev.larder.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Larder and the real Feast on the same registry files. */
@Tag("slow")
class RegistryWithFeastTest {
  private static final String SCRIPTS = "dev/larder/registry/";

  /** What each script of Feast's wrote, by the script: a Python start takes seconds. */
  private static final Map<String, byte[]> WRITTEN = new HashMap<>();

  @TempDir private Path directory;

  private String path() {
    return directory.resolve("registry.db").toString();
  }

  private void writtenByFeast(String script) throws Exception {
    if (!WRITTEN.containsKey(script)) {
      FeastPython.run(SCRIPTS + script, path());
      WRITTEN.put(script, Files.readAllBytes(Path.of(path())));
    }
    Files.write(Path.of(path()), WRITTEN.get(script));
  }

  private RegistryFile open(String project) {
    return new RegistryFile(StoredFile.of(path()), Registries.config(project, false));
  }

  private FeastProto.Registry message() throws Exception {
    return FeastProto.Registry.parseFrom(Files.readAllBytes(Path.of(path())));
  }

  private JsonNode seenByFeast(String project) throws Exception {
    return new ObjectMapper()
        .readTree(FeastPython.run(SCRIPTS + "open_registry.py", path(), project));
  }

  @Test
  void definitionsOfEveryKindBecomeWhatFeastWrites() throws Exception {
    writtenByFeast("apply_all.py");
    FeastProto.Registry feasts = message();
    Definitions definitions = yaml("all", "all.yaml");
    assertThat(open("all").apply(definitions).changes()).isEmpty();
    Files.delete(Path.of(path()));
    open("all").apply(definitions);
    assertThat(Normalized.of(message())).isEqualTo(Normalized.of(feasts));
    assertThat(Normalized.history(message())).isEqualTo(Normalized.history(feasts));
  }

  @Test
  void feastOpensWhatLarderWrote() throws Exception {
    open("all").apply(yaml("all", "all.yaml"));
    open("all")
        .recordMaterialization(
            "table", Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-02-03T04:05:06Z"));
    open("all").apply(yaml("all", "all.yaml", "dtype: Float32", "dtype: Float64"));
    JsonNode seen = seenByFeast("all");
    assertThat(seen.at("/entities").toString()).isEqualTo("[\"item\",\"shop\"]");
    assertThat(seen.at("/views/sales/join_keys").toString()).isEqualTo("[\"shop_id\",\"item\"]");
    assertThat(seen.at("/views/sales/features/price").asText()).isEqualTo("Float64");
    assertThat(seen.at("/views/sales/ttl").asInt()).isEqualTo(36 * 3600);
    assertThat(seen.at("/views/spark/source").asText()).isEqualTo("SparkSource");
    assertThat(seen.at("/views/table/state").asText()).isEqualTo("AVAILABLE_ONLINE");
    assertThat(seen.at("/views/table/intervals").toString())
        .isEqualTo("[[\"2020-01-01T00:00:00+00:00\",\"2021-02-03T04:05:06+00:00\"]]");
    assertThat(seen.at("/services/service/1").toString())
        .isEqualTo("[\"other\",[\"a\"],{\"item\":\"other_item\"}]");
    assertThat(seen.at("/versions/sales").toString()).isEqualTo("[\"v0\",\"v1\"]");
  }

  @Test
  void feastAppliesOverWhatLarderWroteAndBack() throws Exception {
    Definitions definitions = yaml("all", "all.yaml");
    open("all").apply(definitions);
    Instant start = Instant.parse("2020-01-01T00:00:00Z");
    open("all").recordMaterialization("sales", start, start.plusSeconds(60));
    FeastPython.run(SCRIPTS + "apply_all.py", path());
    assertThat(message().getFeatureViewVersionHistory().getRecordsCount()).isEqualTo(5);
    assertThat(open("all").load().intervals("sales")).hasSize(1);
    assertThat(open("all").apply(definitions).changes()).isEmpty();
  }

  @Test
  void feastReadsTheSameMessagesFromWhatLarderParsedAndWrote() throws Exception {
    List<String> pairs = new ArrayList<>();
    for (String name :
        List.of(
            "credit_scoring_aws/registry.db",
            "credit_scoring_v2/registry.materialized.db",
            "credit_scoring_v3/registry.applied.db",
            "types/registry.materialized.db")) {
      Path golden = SharedData.path("golden/" + name);
      Path written = directory.resolve(name.replace('/', '.'));
      Files.write(written, FeastProto.Registry.parseFrom(Files.readAllBytes(golden)).toByteArray());
      pairs.addAll(List.of(golden.toString(), written.toString()));
    }
    assertThat(FeastPython.run(SCRIPTS + "equal_registries.py", pairs.toArray(String[]::new)))
        .isEqualTo("4 equal");
  }

  @Test
  void whatLarderCannotDoIsRefusedByNameAndTheRestWorks() throws Exception {
    writtenByFeast("python_views.py");
    Definitions definitions = open("python").load().definitions();
    definitions.featureService("good").requireSupported();
    assertThat(definitions.featureView("stream").requireSupported().joinKeys())
        .containsExactly("driver_id");
    assertThat(definitions.featureView("pushed").requireSupported().source().name())
        .isEqualTo("files");
    assertRefused(
        () -> definitions.featureView("doubled").requireSupported(),
        "feature view doubled: It is an on-demand feature view");
    assertRefused(
        () -> definitions.featureView("maps").requireSupported(),
        "feature view maps: 'm' has a type that Larder cannot hold");
    assertRefused(
        () -> definitions.featureService("on_demand").requireSupported(),
        "feature view doubled: It is an on-demand feature view");
    assertRefused(
        () -> definitions.featureService("precomputed").requireSupported(),
        "feature service precomputed: It is precomputed");
  }

  private static void assertRefused(ThrowingCallable use, String message) {
    assertThatThrownBy(use).isInstanceOf(UserException.class).hasMessageStartingWith(message);
  }

  @Test
  void anApplyLeavesWhatYamlCannotDefine() throws Exception {
    writtenByFeast("python_views.py");
    FeastProto.Registry before = message();
    Definitions nothing = Definitions.of("python", List.of(), List.of(), List.of(), List.of());
    assertThat(open("python").apply(nothing).changes())
        .extracting(RegistryChange::toString)
        .containsExactlyInAnyOrder(
            "Deleted feature view plain",
            "Deleted feature view pushed",
            "Deleted feature service good");
    FeastProto.Registry after = message();
    assertThat(after.getOnDemandFeatureViewsList()).isEqualTo(before.getOnDemandFeatureViewsList());
    assertThat(after.getStreamFeatureViewsList()).isEqualTo(before.getStreamFeatureViewsList());
    assertThat(after.getFeatureViewsList())
        .extracting(v -> v.getSpec().getName())
        .containsExactly("maps");
    assertThat(after.getDataSourcesList()).hasSize(3);
    assertThat(after.getEntitiesList()).hasSize(2);
  }

  @Test
  void aNameThatAnotherKindOfViewHasIsRefused() throws Exception {
    writtenByFeast("python_views.py");
    Definitions taken =
        yaml(
            "python",
            "all.yaml",
            "- name: spark\n",
            "- name: doubled\n",
            "- spark\n",
            "- doubled\n");
    assertRefused(
        () -> open("python").apply(taken),
        "feature view doubled: The registry has a stream, on-demand or label view of that name");
  }

  @Test
  void aDumpOfEverythingIsTakenBackWithoutAnyChange() throws Exception {
    writtenByFeast("apply_all.py");
    assertThat(takenBack("all").changes()).isEmpty();
  }

  @Test
  void aDumpNamesWhatItLeavesOutAndIsTakenBack() throws Exception {
    writtenByFeast("python_views.py");
    assertThat(RegistryYaml.of(open("python").load()))
        .contains("# Left out: data source kafka (")
        .contains("# Left out: feature view doubled (It is an on-demand feature view")
        .contains("# Left out: feature view stream (")
        .contains("# Left out: feature service precomputed (It is precomputed")
        .contains("- name: plain");
    assertThat(takenBack("python").changes()).isEmpty();
  }

  private RegistryChanges takenBack(String project) {
    String dump = RegistryYaml.of(open(project).load());
    return open(project).apply(FeaturesYaml.read(project, "features.yaml", dump));
  }
}
