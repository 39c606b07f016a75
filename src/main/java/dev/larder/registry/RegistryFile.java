package dev.larder.registry;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.storage.StoredFile;
import java.time.Instant;

/**
 * One project's view of a registry file. Every change re-reads the file, changes what it must, and
 * writes it whole.
 */
public final class RegistryFile {
  /**
   * @param file where the registry lies; it need not exist
   */
  RegistryFile(StoredFile file, FeatureStoreConfig config) {}

  /**
   * The registry as it stands.
   *
   * @throws UserException where the file is missing (says to run apply), unreadable, or has no such
   *     project
   */
  public Registry load() {
    return null;
  }

  /**
   * Appends an interval to a view, sets its state to AVAILABLE_ONLINE, renews the registry's
   * version, and saves, as Feast does after a materialization.
   */
  public void recordMaterialization(String view, Instant start, Instant end) {}
}
