package dev.larder.historical;

import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSource.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What differs between the manifests of two training sets that one request made. */
final class ManifestDifferences {
  /** Of each source; more would hide what else there is to say. */
  private static final int MAX_FILES = 3;

  private final List<String> reasons = new ArrayList<>();

  private ManifestDifferences() {}

  /** Everything that may be why the contents differ; never empty. */
  static List<String> of(TrainingSetManifest before, TrainingSetManifest now) {
    ManifestDifferences differences = new ManifestDifferences();
    Map<String, TrainingSource> sources = sources(now);
    sources(before).forEach((name, source) -> differences.source(source, sources.get(name)));
    differences.changed("the registry's version", before.registryVersion(), now.registryVersion());
    differences.changed("Larder's version", before.larderVersion(), now.larderVersion());
    differences.changed("Spark's version", before.sparkVersion(), now.sparkVersion());
    differences.changed("the columns", columns(before), columns(now));
    differences.changed("the number of rows", before.rows(), now.rows());
    if (differences.reasons.isEmpty()) {
      differences.reasons.add(
          "nothing that the manifest records has changed; a table or a query that reads no files"
              + " may have");
    }
    return differences.reasons;
  }

  private static Map<String, TrainingSource> sources(TrainingSetManifest manifest) {
    Map<String, TrainingSource> sources = new LinkedHashMap<>();
    sources.put("the entity rows", manifest.entityRows());
    manifest
        .featureViews()
        .forEach(view -> sources.put("feature view " + view.name(), view.source()));
    return sources;
  }

  private static String columns(TrainingSetManifest manifest) {
    return manifest.columns().stream().map(Column::name).collect(Collectors.joining(", "));
  }

  /**
   * Compares a source.
   *
   * @param now null where the feature service no longer uses it
   */
  private void source(TrainingSource before, TrainingSource now) {
    String name = "data source " + before.name();
    if (now == null) {
      reasons.add(name + " is no longer used");
      return;
    }
    changed("the location of " + name, before.location(), now.location());
    Map<String, File> files = byPath(now);
    List<String> changes = new ArrayList<>();
    for (File file : before.files()) {
      File other = files.remove(file.path());
      if (other == null) {
        changes.add(file.path() + " is gone");
      } else if (file.bytes() != other.bytes()) {
        changes.add(file.path() + " had " + file.bytes() + " bytes, has " + other.bytes());
      } else if (!file.modified().equals(other.modified())) {
        changes.add(file.path() + " was of " + file.modified() + ", is of " + other.modified());
      }
    }
    files.keySet().forEach(path -> changes.add(path + " is new"));
    changes.stream().limit(MAX_FILES).forEach(change -> reasons.add(name + ": " + change));
    if (changes.size() > MAX_FILES) {
      reasons.add(name + ": " + (changes.size() - MAX_FILES) + " more of its files changed");
    }
  }

  private static Map<String, File> byPath(TrainingSource source) {
    return source.files().stream()
        .collect(
            Collectors.toMap(File::path, Function.identity(), (a, b) -> a, LinkedHashMap::new));
  }

  private void changed(String what, Object before, Object now) {
    if (!Objects.equals(before, now)) {
      reasons.add(what + " was " + before + ", is " + now);
    }
  }
}
