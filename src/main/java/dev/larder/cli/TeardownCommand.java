package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code larder teardown}. */
@Command(
    name = "teardown",
    description = "Delete what the online store holds of this project, and its registry.")
final class TeardownCommand extends LarderCommand {
  @Option(names = "--yes", description = "Do not ask first.")
  private boolean yes;

  @Override
  Map<String, ?> execute() throws IOException {
    FeatureRepository repository = repository();
    FeatureStoreConfig config = repository.config();
    RegistryFile registry = repository.registry();
    Set<List<Field>> joinKeys =
        joinKeys(registry.load().definitions().featureViews().values().stream().toList());
    if (!yes) {
      confirm(config.project());
    }
    long keys = 0;
    try (OnlineDeletion deletion = new OnlineDeletion(config)) {
      for (List<Field> columns : joinKeys) {
        long deleted = deletion.deleteHashes(columns);
        out().printf("Deleted %,d keys of %s%n", deleted, names(columns));
        keys += deleted;
      }
    }
    boolean fileDeleted = registry.teardown();
    out()
        .println(
            fileDeleted
                ? "Deleted the registry"
                : "Removed the project from the registry, which has others");
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("keys_deleted", keys);
    counts.put("registry_deleted", fileDeleted ? 1 : 0);
    return counts;
  }

  /** The distinct sets of join keys that hashes can have, whatever the order of declaration. */
  private static Set<List<Field>> joinKeys(List<FeatureView> views) {
    return views.stream()
        .map(FeatureView::entityColumns)
        .filter(columns -> columns.stream().allMatch(c -> c.valueType().isKeyType()))
        .map(
            columns ->
                columns.stream()
                    .map(c -> new Field(c.name(), c.valueType()))
                    .sorted(Comparator.comparing(Field::name))
                    .toList())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String names(List<Field> columns) {
    return columns.isEmpty()
        ? "views without entities"
        : columns.stream().map(Field::name).collect(Collectors.joining(", "));
  }

  private void confirm(String project) throws IOException {
    out()
        .printf(
            "Delete everything that the online store and the registry hold of '%s'? [y/N] ",
            project);
    out().flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String answer = in.readLine();
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new UserException("teardown", "Nothing was deleted: answer y, or add --yes.");
    }
  }
}
