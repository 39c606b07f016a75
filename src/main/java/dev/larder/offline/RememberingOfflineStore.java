package dev.larder.offline;

import dev.larder.feature.DataSource;
import java.util.HashMap;
import java.util.Map;

/** Opens each source of another store once. */
final class RememberingOfflineStore implements OfflineStore {
  private final OfflineStore store;
  private final Map<DataSource, SourceTable> opened = new HashMap<>();

  RememberingOfflineStore(OfflineStore store) {
    this.store = store;
  }

  @Override
  public SourceTable open(DataSource source) {
    return opened.computeIfAbsent(source, store::open);
  }

  @Override
  public void close() {
    store.close();
  }
}
