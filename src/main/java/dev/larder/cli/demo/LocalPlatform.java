package dev.larder.cli.demo;

import java.nio.file.Path;

/** Files, and a Redis Cluster on this machine. */
final class LocalPlatform implements DemoPlatform {
  private final LocalRedisCluster redis = LocalRedisCluster.start();

  @Override
  public String configured(String featureStoreYaml) {
    return featureStoreYaml.replaceFirst(
        "connection_string: .*", "connection_string: " + redis.connectionString());
  }

  @Override
  public String load(Path tables) {
    return tables.resolve(DemoData.LOANS).toString();
  }

  @Override
  public String result(Path directory, String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public void close() {
    redis.close();
  }
}
