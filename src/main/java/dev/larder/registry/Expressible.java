package dev.larder.registry;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.OtherLocation;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.feature.ValueType;

/**
 * What of a registry {@code features.yaml} can define. What it cannot (transformations, views of
 * other kinds, sources of other kinds, maps) is not missed when it is not there: an apply leaves it
 * in the registry.
 */
final class Expressible {
  private final Registry registry;

  Expressible(Registry registry) {
    this.registry = registry;
  }

  boolean dataSource(DataSource source) {
    return !(source.location() instanceof OtherLocation);
  }

  boolean featureView(FeatureView view) {
    return view.unsupported() == null
        && !registry.isOtherKind(view.name())
        && dataSource(view.source())
        && !view.features().isEmpty()
        && view.features().stream().noneMatch(f -> f.valueType() == ValueType.INVALID);
  }

  boolean featureService(FeatureService service) {
    return service.unsupported() == null
        && !service.projections().isEmpty()
        && service.projections().stream().allMatch(p -> featureView(p.view()));
  }
}
