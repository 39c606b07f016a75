package dev.larder.cli.demo;

import java.io.IOException;
import java.nio.file.Path;

/** What a demo runs on, as long as it is open. */
interface DemoPlatform extends AutoCloseable {
  /** A template's {@code feature_store.yaml} with the addresses of this platform. */
  String configured(String featureStoreYaml);

  /**
   * Brings the tables to where {@code features.yaml} says that they are.
   *
   * @param tables the directory with their Parquet files
   * @return where the loan table is, for {@code --entity-df}
   */
  String load(Path tables) throws IOException;

  /** Where a job's result of that name goes: a directory to be. */
  String result(Path directory, String name);

  @Override
  void close();
}
