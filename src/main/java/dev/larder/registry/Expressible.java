package dev.larder.registry;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.OtherLocation;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.feature.ValueType;

/**
 * What {@code features.yaml} can define. What it cannot (transformations, on-demand views, sources
 * of other kinds, maps) is not missed when it is not there: an apply leaves it in the registry.
 */
final class Expressible {
  private Expressible() {}

  static boolean inYaml(DataSource source) {
    return !(source.location() instanceof OtherLocation);
  }

  static boolean inYaml(FeatureView view) {
    return view.unsupported() == null
        && inYaml(view.source())
        && view.features().stream().noneMatch(f -> f.valueType() == ValueType.INVALID);
  }

  static boolean inYaml(FeatureService service) {
    return service.unsupported() == null
        && service.projections().stream().allMatch(p -> inYaml(p.view()));
  }
}
