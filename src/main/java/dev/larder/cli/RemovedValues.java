package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Removes the online values of feature views that an apply removes, where {@code
 * online_store.full_scan_for_deletion} allows it, and counts the hashes that held them.
 */
final class RemovedValues {
  private final FeatureStoreConfig config;
  private final Map<String, Long> hashes = new LinkedHashMap<>();

  RemovedValues(FeatureStoreConfig config) {
    this.config = config;
  }

  /**
   * Removes the values of these views; may be called again.
   *
   * @throws UserException where Redis does not answer
   */
  void remove(List<FeatureView> views) {
    if (views.isEmpty() || !config.onlineStore().fullScanForDeletion()) {
      return;
    }
    try (OnlineDeletion deletion = new OnlineDeletion(config)) {
      views.forEach(view -> hashes.merge(view.name(), deletion.deleteValues(view), Long::sum));
    } catch (UserException e) {
      Problem consequence =
          new Problem(
              "registry",
              "It stays as it was, since values of removed feature views are still online. Apply"
                  + " again when Redis answers; online_store.full_scan_for_deletion: false would"
                  + " leave them there.");
      throw new UserException(
          Stream.concat(e.problems().stream(), Stream.of(consequence)).toList());
    }
  }

  /** How many hashes held values of a view; by the views that were looked for. */
  Map<String, Long> hashesByView() {
    return Map.copyOf(hashes);
  }
}
