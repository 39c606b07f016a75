package dev.larder.registry;

import static java.util.stream.Collectors.toSet;

import dev.larder.UserException.Problem;
import dev.larder.feature.DataSource;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What an apply leaves in the registry although {@code features.yaml} does not define it: objects
 * that YAML cannot define, and the entities and sources that they use.
 */
final class RegistryLeftovers {
  private final Registry registry;
  private final Definitions wanted;
  private final Expressible expressible;
  private final List<FeatureView> views;

  RegistryLeftovers(Registry registry, Definitions wanted) {
    this.registry = registry;
    this.wanted = wanted;
    this.expressible = new Expressible(registry);
    this.views =
        registry.definitions().featureViews().values().stream()
            .filter(v -> !wanted.featureViews().containsKey(v.name()))
            .filter(Predicate.not(expressible::featureView))
            .toList();
  }

  Set<String> entities() {
    return views.stream().flatMap(v -> v.entities().stream()).collect(toSet());
  }

  Set<String> dataSources() {
    Stream<String> other =
        registry.definitions().dataSources().values().stream()
            .filter(Predicate.not(expressible::dataSource))
            .map(DataSource::name);
    Stream<String> used =
        views.stream().map(FeatureView::source).filter(Objects::nonNull).map(DataSource::name);
    return Stream.concat(other, used).collect(toSet());
  }

  Set<String> featureViews() {
    return views.stream().map(FeatureView::name).collect(toSet());
  }

  Set<String> featureServices() {
    return registry.definitions().featureServices().values().stream()
        .filter(Predicate.not(expressible::featureService))
        .map(FeatureService::name)
        .collect(toSet());
  }

  /** Stream feature views, which share Redis hashes with feature views. */
  List<FeatureView> otherKindsOfViews() {
    return registry.definitions().featureViews().values().stream()
        .filter(v -> registry.isOtherKind(v.name()))
        .toList();
  }

  /** Feature views that would take the name of a view of another kind, which Feast refuses. */
  List<Problem> takenNames() {
    return otherKindsOfViews().stream()
        .map(FeatureView::name)
        .filter(wanted.featureViews()::containsKey)
        .map(
            name ->
                new Problem(
                    "feature view " + name,
                    "The registry has a stream, on-demand or label view of that name; rename one"
                        + " of them."))
        .toList();
  }
}
