package dev.larder.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.Location;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.FeaturesYaml;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Definitions with odd texts, through the registry and through the dump. */
class RegistryRoundTripTest {
  @Property(tries = 200)
  void theRegistryHoldsWhatWasApplied(@ForAll("definitions") Definitions definitions) {
    RegistryFile registry = Registries.open(new MemoryFile(), "p");
    registry.apply(definitions);
    assertThat(registry.load().definitions()).isEqualTo(definitions);
    assertThat(registry.apply(definitions).changes()).isEmpty();
  }

  @Property(tries = 200)
  void aDumpSaysWhatWasApplied(@ForAll("definitions") Definitions definitions) {
    RegistryFile registry = Registries.open(new MemoryFile(), "p");
    registry.apply(definitions);
    String dump = RegistryYaml.of(registry.load());
    assertThat(FeaturesYaml.read("p", "features.yaml", dump)).isEqualTo(definitions);
  }

  @Provide
  Arbitrary<Definitions> definitions() {
    Arbitrary<FeatureView> views =
        Combinators.combine(entities(), sources(), features(), ttls(), texts(), tags())
            .as(RegistryRoundTripTest::view);
    return Combinators.combine(views, entities(), sources(), texts(), names())
        .as(RegistryRoundTripTest::definitions);
  }

  private static Definitions definitions(
      FeatureView view, Entity entity, DataSource source, String text, String alias) {
    Entity used =
        new Entity(
            view.entities().get(0),
            view.joinKeys().get(0),
            view.entityColumns().get(0).valueType(),
            text,
            entity.tags(),
            text);
    FeatureViewProjection whole = new FeatureViewProjection(view, "", view.features(), Map.of());
    FeatureViewProjection part =
        new FeatureViewProjection(
            view,
            "as " + alias,
            view.features().subList(0, 1),
            Map.of(view.joinKeys().get(0), "column " + alias));
    FeatureService service =
        new FeatureService("s " + alias, List.of(whole, part), text, entity.tags(), text, null);
    return Definitions.of(
        "p", List.of(used), List.of(view.source()), List.of(view), List.of(service));
  }

  private static FeatureView view(
      Entity entity,
      DataSource source,
      List<Field> features,
      Duration ttl,
      String text,
      Map<String, String> tags) {
    return new FeatureView(
        "v " + entity.name().replaceAll("[:@]", ""),
        List.of(entity.name()),
        List.of(new Field(entity.joinKey(), entity.valueType())),
        features,
        ttl,
        source,
        true,
        text.isEmpty(),
        0,
        text,
        tags,
        text,
        null);
  }

  private static Arbitrary<Entity> entities() {
    return Combinators.combine(
            names(), Arbitraries.of(ValueType.supported()).filter(ValueType::isKeyType), tags())
        .as((name, type, tags) -> new Entity("e" + name, "key " + name, type, "", tags, ""));
  }

  private static Arbitrary<DataSource> sources() {
    return Combinators.combine(names(), locations(), texts(), tags())
        .as(
            (name, location, text, tags) ->
                new DataSource(
                    name,
                    location,
                    "ts " + name,
                    "created " + name,
                    text,
                    Map.of("column " + name, "mapped " + name),
                    text,
                    tags,
                    text));
  }

  private static Arbitrary<Location> locations() {
    return Combinators.combine(names(), Arbitraries.integers().between(0, 4))
        .as(
            (name, kind) ->
                switch (kind) {
                  case 0 -> new FileLocation(name, name);
                  case 1 -> new RedshiftLocation(name, "", "schema " + name, name);
                  case 2 -> new RedshiftLocation("", name, "", name);
                  case 3 -> new SparkLocation(name, "", "", "", "%Y-%m-%d");
                  default -> new SparkLocation("", "", name, "parquet", name);
                });
  }

  private static Arbitrary<List<Field>> features() {
    Arbitrary<Field> field =
        Combinators.combine(names(), Arbitraries.of(ValueType.supported()), texts(), tags())
            .as((name, type, text, tags) -> new Field("f" + name, type, text, tags));
    return field.list().ofMinSize(1).ofMaxSize(5).uniqueElements(Field::name);
  }

  private static Arbitrary<Duration> ttls() {
    return Arbitraries.longs().between(0, 1L << 40).map(Duration::ofMillis);
  }

  private static Arbitrary<Map<String, String>> tags() {
    return Arbitraries.maps(names(), texts()).ofMaxSize(3);
  }

  private static Arbitrary<String> names() {
    return texts().filter(text -> !text.isBlank());
  }

  /** With what YAML takes for something else: colons, quotes, booleans, numbers, line breaks. */
  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("", "true", "null", "~", "1e3", "0x1F", "2020-01-01", "- a", "a: b", "#"),
        Arbitraries.strings()
            .withChars(" :-#'\"\\{}[],&*!|>%@`\n\t\u00e9\u20ac")
            .alpha()
            .ofMaxLength(12));
  }
}
