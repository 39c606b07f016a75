package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All definitions of one project, by name, each in the order of its declaration. */
public record Definitions(
    String project,
    Map<String, Entity> entities,
    Map<String, DataSource> dataSources,
    Map<String, FeatureView> featureViews,
    Map<String, FeatureService> featureServices) {

  public Definitions {
    entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
    dataSources = Collections.unmodifiableMap(new LinkedHashMap<>(dataSources));
    featureViews = Collections.unmodifiableMap(new LinkedHashMap<>(featureViews));
    featureServices = Collections.unmodifiableMap(new LinkedHashMap<>(featureServices));
  }

  /** By-name maps of the given objects, which keep their order. */
  public static Definitions of(
      String project,
      Collection<Entity> entities,
      Collection<DataSource> dataSources,
      Collection<FeatureView> featureViews,
      Collection<FeatureService> featureServices) {
    return new Definitions(
        project,
        byName(entities, Entity::name),
        byName(dataSources, DataSource::name),
        byName(featureViews, FeatureView::name),
        byName(featureServices, FeatureService::name));
  }

  private static <T> Map<String, T> byName(Collection<T> objects, Function<T, String> name) {
    Map<String, T> map = new LinkedHashMap<>();
    objects.forEach(o -> map.put(name.apply(o), o));
    return map;
  }

  /**
   * The view of that name.
   *
   * @throws UserException where the project has none
   */
  public FeatureView featureView(String name) {
    return find("feature view", name, featureViews);
  }

  /**
   * The service of that name.
   *
   * @throws UserException where the project has none
   */
  public FeatureService featureService(String name) {
    return find("feature service", name, featureServices);
  }

  /**
   * The projections of a service, or those that feature references ask for.
   *
   * @param featureService null where references are given
   * @throws UserException where something is unknown, or cannot be done as Feast does it
   */
  public List<FeatureViewProjection> resolve(String featureService, List<String> references) {
    return featureService == null
        ? resolve(references)
        : featureService(featureService).requireSupported().projections();
  }

  /**
   * The projections that feature references ask for: views in the order of their first appearance,
   * features in the order of the references, as in Feast.
   *
   * @param references {@code view:feature}, or {@code view} for all its features
   * @throws UserException where a view or a feature is unknown, or used twice
   */
  public List<FeatureViewProjection> resolve(List<String> references) {
    Map<String, List<Field>> byView = new LinkedHashMap<>();
    for (String reference : references) {
      int colon = reference.indexOf(':');
      FeatureView view = featureView(colon < 0 ? reference : reference.substring(0, colon));
      List<Field> fields =
          colon < 0 ? view.features() : List.of(view.feature(reference.substring(colon + 1)));
      List<Field> known = byView.computeIfAbsent(view.name(), v -> new ArrayList<>());
      for (Field field : fields) {
        if (known.contains(field)) {
          throw new UserException(
              "features", "'" + view.name() + ":" + field.name() + "' is asked for twice.");
        }
        known.add(field);
      }
    }
    return byView.entrySet().stream()
        .map(
            e ->
                new FeatureViewProjection(featureViews.get(e.getKey()), "", e.getValue(), Map.of())
                    .requireSupported())
        .toList();
  }

  private <T> T find(String kind, String name, Map<String, T> objects) {
    T found = objects.get(name);
    if (found == null) {
      throw new UserException(
          "project " + project,
          "There is no " + kind + " '" + name + "'." + DidYouMean.hint(name, objects.keySet()));
    }
    return found;
  }
}
