package dev.larder.registry;

import static dev.larder.registry.Registries.golden;
import static dev.larder.registry.Registries.open;
import static dev.larder.registry.Registries.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.Definitions;
import dev.larder.feature.FeaturesYaml;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryYamlTest {
  private static Definitions read(String project, String dump) {
    return FeaturesYaml.read(project, "features.yaml", dump);
  }

  @ParameterizedTest
  @CsvSource({
    "credit_scoring_aws, registry.db",
    "credit_scoring_v2, registry.materialized.db",
    "credit_scoring_v3, registry.materialized.db",
    "types, registry.materialized.db"
  })
  void aDumpOfFeastsRegistryIsTakenBackWithoutAnyChange(String project, String name) {
    MemoryFile file = golden(project + "/" + name);
    RegistryFile registry = open(file, project);
    String version = file.read().orElseThrow().version();
    RegistryChanges changes = registry.apply(read(project, RegistryYaml.of(registry.load())));
    assertThat(changes.changes()).isEmpty();
    assertThat(file.read().orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void everythingThatYamlCanSayComesBack() {
    Definitions definitions = yaml("all", "all.yaml");
    RegistryFile registry = open(new MemoryFile(), "all");
    registry.apply(definitions);
    assertThat(read("all", RegistryYaml.of(registry.load())).featureServices())
        .isEqualTo(definitions.featureServices());
    assertThat(read("all", RegistryYaml.of(registry.load()))).isEqualTo(definitions);
  }

  @Test
  void smallThingsStandInOneLine() {
    assertThat(RegistryYaml.of(open(golden("types/registry.applied.db"), "types").load()))
        .startsWith("entities:\n  - name: sku\n    join_keys: [sku]\n    value_type: STRING\n")
        .contains("      - {name: l_ts, dtype: Array(UnixTimestamp)}\n")
        .doesNotContain("# Left out");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "P3650D, 3650d",
    "PT36H, 36h",
    "PT90M, 90m",
    "PT45S, 45s",
    "PT0.25S, PT0.25S",
    "PT24H, 1d"
  })
  void durationsAreShortAndExact(Duration duration, String text) {
    assertThat(DurationText.of(duration)).isEqualTo(text);
  }
}
