package dev.larder.feature;

import dev.larder.UserException;
import java.util.List;
import java.util.Map;

/**
 * Some features of a view, perhaps under another name and joined by other columns.
 *
 * @param alias the name in the output's full feature names; "" for the view's own
 * @param joinKeyMap the view's join key → column of the entity rows
 */
public record FeatureViewProjection(
    FeatureView view, String alias, List<Field> features, Map<String, String> joinKeyMap) {

  public FeatureViewProjection {
    features = List.copyOf(features);
    joinKeyMap = Map.copyOf(joinKeyMap);
  }

  /** The alias where there is one, else the view's name. */
  public String nameToUse() {
    return alias.isEmpty() ? view.name() : alias;
  }

  /**
   * This projection, fit for use.
   *
   * @throws UserException as {@link FeatureView#requireSupported(List)}
   */
  public FeatureViewProjection requireSupported() {
    view.requireSupported(features);
    return this;
  }

  /**
   * The columns of the entity rows that the view's join keys are matched with, in the view's order.
   */
  public List<String> entityRowColumns() {
    return view.joinKeys().stream().map(k -> joinKeyMap.getOrDefault(k, k)).toList();
  }

  /** The name of a feature in the output: {@code alias__feature} or the bare name. */
  public String outputName(Field feature, boolean fullFeatureNames) {
    return fullFeatureNames ? nameToUse() + "__" + feature.name() : feature.name();
  }
}
