package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A group of features that come from one source and describe the same entities.
 *
 * @param entities names; empty for a view without entities
 * @param entityColumns the join keys with their types, in declaration order; empty for a view
 *     without entities
 * @param ttl how long a value stays valid after its event time; {@link Duration#ZERO} for no limit
 * @param source where the rows come from; null only where {@code unsupported} says why
 * @param online whether it is materialized by default
 * @param disabled whether Feast was told not to serve or materialize it
 * @param versionNumber Feast's current version number of the view, 0 for none
 * @param unsupported what about it Larder cannot do as Feast does, in words; null where it can
 */
public record FeatureView(
    String name,
    List<String> entities,
    List<Field> entityColumns,
    List<Field> features,
    Duration ttl,
    DataSource source,
    boolean online,
    boolean disabled,
    int versionNumber,
    String description,
    Map<String, String> tags,
    String owner,
    String unsupported) {

  public FeatureView {
    entities = List.copyOf(entities);
    entityColumns = List.copyOf(entityColumns);
    features = List.copyOf(features);
    tags = Map.copyOf(tags);
  }

  /** The join key columns' names, in declaration order. */
  public List<String> joinKeys() {
    return entityColumns.stream().map(Field::name).toList();
  }

  public List<String> featureNames() {
    return features.stream().map(Field::name).toList();
  }

  /**
   * The view's feature of that name.
   *
   * @throws UserException where it has none
   */
  public Field feature(String feature) {
    return features.stream()
        .filter(f -> f.name().equals(feature))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "feature view " + name,
                    "It has no feature '"
                        + feature
                        + "'."
                        + DidYouMean.hint(feature, featureNames())));
  }

  /**
   * This view, fit for use with all its features.
   *
   * @throws UserException as {@link #requireSupported(List)}
   */
  public FeatureView requireSupported() {
    return requireSupported(features);
  }

  /**
   * This view, fit for use with some of its features.
   *
   * @throws UserException where it is disabled, needs what Larder cannot do as Feast does, has a
   *     negative ttl, or join keys or features of these of types that Larder cannot hold
   */
  public FeatureView requireSupported(List<Field> used) {
    if (unsupported != null) {
      throw new UserException("feature view " + name, unsupported);
    }
    if (disabled) {
      throw new UserException("feature view " + name, "It is disabled in the registry.");
    }
    if (ttl.isNegative()) {
      throw new UserException(
          "feature view " + name, "Its ttl is " + ttl + "; expected 0 for no limit, or more.");
    }
    Stream.concat(entityColumns.stream(), used.stream())
        .filter(field -> field.valueType() == ValueType.INVALID)
        .findFirst()
        .ifPresent(
            field -> {
              throw new UserException(
                  "feature view " + name,
                  "'"
                      + field.name()
                      + "' has a type that Larder cannot hold; scalars and lists of them can be"
                      + " used.");
            });
    return this;
  }

  /**
   * The name in Redis: {@code name_vN} where the registry versions its online names and the view
   * has a version N > 0.
   */
  public String onlineName(boolean versioned) {
    return versioned && versionNumber > 0 ? name + "_v" + versionNumber : name;
  }
}
