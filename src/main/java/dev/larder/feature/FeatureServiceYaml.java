package dev.larder.feature;

import dev.larder.DidYouMean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the section {@code feature_services}. An item of {@code features} is a view's name, {@code
 * view: [features]}, or the keys {@code view}, {@code alias}, {@code features} and {@code
 * join_key_map}.
 */
final class FeatureServiceYaml {
  private static final List<String> KEYS =
      List.of("name", "features", "description", "tags", "owner");
  private static final List<String> PROJECTION_KEYS =
      List.of("view", "alias", "features", "join_key_map");

  private final YamlDocument document;
  private final Declared<FeatureView> views;

  FeatureServiceYaml(YamlDocument document, Declared<FeatureView> views) {
    this.document = document;
    this.views = views;
  }

  Declared<FeatureService> readAll(YamlMapping root) {
    return Declared.read(
        document,
        root,
        "feature_services",
        "feature service",
        true,
        this::read,
        FeatureService::name);
  }

  private FeatureService read(YamlMapping mapping) {
    return new FeatureService(
        mapping.allow(KEYS).requiredText("name"),
        projections(mapping),
        mapping.textOrEmpty("description"),
        mapping.texts("tags"),
        mapping.textOrEmpty("owner"),
        null);
  }

  private List<FeatureViewProjection> projections(YamlMapping mapping) {
    List<Node> items = mapping.items("features");
    if (!mapping.has("features") || items.isEmpty()) {
      mapping.problem("features", "A feature service needs 'features': a list of feature views.");
    }
    List<FeatureViewProjection> projections = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node item : items) {
      Optional<FeatureViewProjection> projection = projection(mapping, item);
      if (projection.isPresent() && !names.add(projection.get().nameToUse())) {
        document.problem(
            item,
            "'"
                + projection.get().nameToUse()
                + "' stands twice in the service; give one of them an 'alias'.");
      }
      projection.ifPresent(projections::add);
    }
    return projections;
  }

  private Optional<FeatureViewProjection> projection(YamlMapping service, Node item) {
    if (!(item instanceof MappingNode)) {
      return service
          .text("an item of features", item)
          .flatMap(view -> views.find(view.value(), item))
          .map(view -> new FeatureViewProjection(view, "", view.features(), Map.of()));
    }
    YamlMapping mapping =
        service.mapping("an item of features", item, "an item of features").orElseThrow();
    return isShort(mapping) ? shortForm(mapping) : longForm(mapping);
  }

  /** Whether the one key is a view's name, with the list of its features. */
  private static boolean isShort(YamlMapping mapping) {
    return mapping.names().size() == 1
        && mapping.value(mapping.names().iterator().next()).get() instanceof SequenceNode;
  }

  private Optional<FeatureViewProjection> shortForm(YamlMapping mapping) {
    String name = mapping.names().iterator().next();
    return views
        .find(name, mapping.node())
        .map(view -> new FeatureViewProjection(view, "", features(mapping, name, view), Map.of()));
  }

  private Optional<FeatureViewProjection> longForm(YamlMapping mapping) {
    String name = mapping.allow(PROJECTION_KEYS).requiredText("view");
    String alias = mapping.textOrEmpty("alias");
    Map<String, String> joinKeyMap = mapping.texts("join_key_map");
    if (name.isBlank()) {
      return Optional.empty();
    }
    Optional<FeatureView> found = views.find(name, mapping.value("view").get());
    found.ifPresent(view -> checkJoinKeys(mapping, view, joinKeyMap));
    return found.map(
        view ->
            new FeatureViewProjection(
                view,
                alias,
                mapping.has("features") ? features(mapping, "features", view) : view.features(),
                joinKeyMap));
  }

  private static void checkJoinKeys(
      YamlMapping mapping, FeatureView view, Map<String, String> joinKeyMap) {
    joinKeyMap.keySet().stream()
        .filter(key -> !view.joinKeys().contains(key))
        .forEach(
            key ->
                mapping.problem(
                    "join_key_map",
                    "Feature view '"
                        + view.name()
                        + "' has no join key '"
                        + key
                        + "'."
                        + DidYouMean.hint(key, view.joinKeys())));
  }

  private List<Field> features(YamlMapping mapping, String key, FeatureView view) {
    List<Field> features = new ArrayList<>();
    for (YamlMapping.Text name : mapping.list(key)) {
      Optional<Field> field =
          view.features().stream().filter(f -> f.name().equals(name.value())).findFirst();
      if (field.isEmpty()) {
        document.problem(
            name.node(),
            "Feature view '"
                + view.name()
                + "' has no feature '"
                + name.value()
                + "'."
                + DidYouMean.hint(name.value(), view.featureNames()));
      } else if (features.contains(field.get())) {
        document.problem(name.node(), "Feature '" + name.value() + "' stands twice.");
      }
      field.ifPresent(features::add);
    }
    if (mapping.items(key).isEmpty()) {
      mapping.problem(key, "The list of features is empty; leave it out for all of the view's.");
    }
    return features;
  }
}
