package dev.larder.feature;

import dev.larder.UserException;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code features.yaml}: a project's entities, data sources, feature views and feature
 * services, by Feast's argument names. Checked whole: what Feast would refuse at {@code apply}, or
 * would have to ask the source for, is a mistake here.
 */
public final class FeaturesYaml {
  private static final List<String> KEYS =
      List.of("entities", "data_sources", "feature_views", "feature_services");

  private FeaturesYaml() {}

  /**
   * The definitions that the text says.
   *
   * @param project the project that they belong to
   * @param file the file's name, for messages
   * @throws UserException with everything that is wrong, each with file, line and column
   */
  public static Definitions read(String project, String file, String text) {
    YamlDocument document = new YamlDocument(file, text, Map.of());
    YamlMapping root = document.root().allow(KEYS);
    Declared<Entity> entities = EntityYaml.readAll(document, root);
    Declared<DataSource> sources = DataSourceYaml.readAll(document, root);
    Declared<FeatureView> views = new FeatureViewYaml(document, entities, sources).readAll(root);
    Declared<FeatureService> services = new FeatureServiceYaml(document, views).readAll(root);
    document.throwProblems();
    return Definitions.of(
        project, entities.values(), sources.values(), views.values(), services.values());
  }
}
