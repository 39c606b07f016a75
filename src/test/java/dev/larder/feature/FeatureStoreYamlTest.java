package dev.larder.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureStoreYamlTest {
  private static final String NEEDED = "project: p\nregistry: r.db\n";

  private static FeatureStoreConfig read(String text) {
    return FeatureStoreYaml.read(".", "feature_store.yaml", text, Map.of());
  }

  @Test
  void theAwsTutorialsFileIsReadAsItStands() {
    FeatureStoreConfig config =
        read(
            """
            project: credit_scoring_aws
            registry: registry.db
            provider: aws
            online_store:
              type: redis
              region: us-west-2
              redis_type: redis_cluster
              connection_string: sample-online-feature-store.xxx.clustercfg.xxx.cache.amazonaws.com:6379
            offline_store:
              type: redshift
              cluster_id: demo-feast-project-aws-redshift-cluster
              region: us-west-2
              user: admin
              database: dev
              s3_staging_location: s3://<Your Bucket Name>/*
              iam_role: arn:aws:iam::xxxxxx:role/s3_spectrum_role
            entity_key_serialization_version: 2
            """);
    assertThat(config.project()).isEqualTo("credit_scoring_aws");
    assertThat(config.registry().path()).isEqualTo("registry.db");
    assertThat(config.entityKeySerializationVersion()).isEqualTo(2);
    assertThat(config.onlineStore())
        .isEqualTo(
            new OnlineStoreConfig(
                RedisType.REDIS_CLUSTER,
                "sample-online-feature-store.xxx.clustercfg.xxx.cache.amazonaws.com:6379",
                "mymaster",
                0,
                true,
                false));
    assertThat(config.offlineStore().type()).isEqualTo("redshift");
    assertThat(config.offlineStore().settings())
        .isEqualTo(
            Map.of(
                "cluster_id", "demo-feast-project-aws-redshift-cluster",
                "region", "us-west-2",
                "user", "admin",
                "database", "dev",
                "s3_staging_location", "s3://<Your Bucket Name>",
                "iam_role", "arn:aws:iam::xxxxxx:role/s3_spectrum_role"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"credit_scoring_aws", "credit_scoring_v2", "credit_scoring_v3", "types"})
  void filesThatFeastReadAreRead(String repository) throws IOException {
    String text = Files.readString(SharedData.path("golden/" + repository + "/feature_store.yaml"));
    assertThat(read(text))
        .satisfies(c -> assertThat(c.project()).isEqualTo(repository))
        .satisfies(c -> assertThat(c.registry().path()).isEqualTo("registry.db"))
        .satisfies(
            c ->
                assertThat(c.onlineStore())
                    .isEqualTo(
                        new OnlineStoreConfig(
                            RedisType.REDIS_CLUSTER, "127.0.0.1:7100", "mymaster", 0, true, false)))
        .satisfies(
            c ->
                assertThat(c.entityKeySerializationVersion())
                    .isEqualTo(text.contains("version: 2") ? 2 : 3));
  }

  @Test
  void whatIsNotSaidHasFeastsDefaults() {
    FeatureStoreConfig config = read(NEEDED);
    assertThat(config.entityKeySerializationVersion()).isEqualTo(3);
    assertThat(config.registry().versionedViewNames()).isFalse();
    assertThat(config.offlineStore().type()).isEqualTo("file");
    assertThat(config.onlineStore())
        .isEqualTo(new OnlineStoreConfig(RedisType.REDIS, "", "mymaster", 0, true, false));
    assertThat(config.settings().redisTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void everyKeyOfTheOnlineStoreIsRead() {
    assertThat(
            read(NEEDED
                    + """
                    online_store:
                      type: redis
                      redis_type: redis_sentinel
                      client: glide
                      sentinel_master: main
                      connection_string: "h:1,ssl=true"
                      key_ttl_seconds: 60
                      full_scan_for_deletion: no
                      skip_dedup: True
                    """)
                .onlineStore())
        .isEqualTo(
            new OnlineStoreConfig(
                RedisType.REDIS_SENTINEL, "h:1,ssl=true", "main", 60, false, true));
  }

  @Test
  void theRegistryCanBeABlock() {
    FeatureStoreConfig config =
        read(
            """
            project: p
            registry:
              registry_type: file
              path: data/registry.db
              cache_ttl_seconds: 60
              s3_additional_kwargs: {ServerSideEncryption: AES256}
              enable_online_feature_view_versioning: true
              serve_features_while_materializing: true
            """);
    assertThat(config.registry().path()).isEqualTo("data/registry.db");
    assertThat(config.registry().versionedViewNames()).isTrue();
    assertThat(config.registry().s3PutArguments().values())
        .containsExactly(Map.entry("ServerSideEncryption", "AES256"));
  }

  @Test
  void whatS3IsToldWithAPutHasTheNamesOfItsRequest() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    project: p
                    registry:
                      path: s3://bucket/registry.db
                      s3_additional_kwargs: {ServerSideEncryptio: AES256}
                    """))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "feature_store.yaml:4:26: Unknown key 'ServerSideEncryptio' in the block"
                + " 's3_additional_kwargs'. Did you mean 'ServerSideEncryption'?");
  }

  @Test
  void blocksThatOnlyFeastUsesPass() {
    read(
        NEEDED
            + """
        project_description: all of it
        provider: local
        batch_engine: {type: spark.engine, partitions: 10}
        auth: {type: no_auth}
        feature_server: {type: local, enabled: true, metrics: {enabled: true}}
        flags: {alpha_features: true}
        coerce_tz_aware: false
        materialization: {pull_latest_features: true, online_write_batch_size: 10000}
        openlineage: {enabled: true, consumer: {retention_days: 3}}
        mlflow: {tracking_uri: "http://localhost"}
        embedding_model: {model: all-MiniLM-L6-v2}
        data_quality_monitoring: {auto_baseline: true}
        """);
  }

  @Test
  void larderSettingsAreRead() {
    assertThat(read(NEEDED + "larder: {writers_per_master: 4}\n").settings().writersPerMaster())
        .isEqualTo(4);
  }

  @Test
  void sparkSettingsOfTheOfflineStoreHaveDottedNames() {
    assertThat(
            read(NEEDED + "offline_store: {type: spark, spark_conf: {spark.master: local}}\n")
                .offlineStore()
                .settings())
        .isEqualTo(Map.of("spark_conf.spark.master", "local"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"online_store: redis", "online_store: none", "online_store:"})
  void anOnlineStoreWithoutKeysIsLeftToSparksSettings(String line) {
    assertThat(read(NEEDED + line + "\n").onlineStore().connectionString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $NAME          | store
          ${NAME}        | store
          a-${NAME}.db   | a-store.db
          $NAMES         | $NAMES
          ${NAMES}       | ${NAMES}
          $NAME$NAME     | storestore
          $              | $
          '5$'           | 5$
          """)
  void variablesAreExpandedAsFeastDoes(String written, String read) {
    FeatureStoreConfig config =
        FeatureStoreYaml.read(
            ".", "f", "project: p\nregistry: " + written + "\n", Map.of("NAME", "store"));
    assertThat(config.registry().path()).isEqualTo(read);
  }

  @Test
  void placesAreThoseOfTheFileAlsoAfterVariables() {
    Map<String, String> environment = Map.of("LINES", "a\n\n\n b", "SHORT", "x");
    String text =
        """
        project: p
        registry: ${LINES}
        provider: local
        online_store: {type: redis, connection_string: "$SHORT", tipe: 1}
        """;
    assertThatThrownBy(() -> FeatureStoreYaml.read(".", "f", text, environment))
        .hasMessage("f:4:58: Unknown key 'tipe' in the block 'online_store'. Did you mean 'type'?");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("", "f: Expected keys with values, found an empty file."),
        arguments("- a\n", "f:1:1: Expected keys with values, found a list."),
        arguments("just text", "f:1:1: Expected keys with values, found a single value."),
        arguments("registry: r.db\n", "f:1:1: This file needs the key 'project'."),
        arguments("project: p\n", "f:1:1: This file needs the key 'registry'."),
        arguments("project: ''\nregistry: r\n", "f:1:10: 'project' must not be empty."),
        arguments(
            "project: [p]\nregistry: r\n",
            "f:1:10: 'project' must be a single value, found a list."),
        arguments(
            "project: my project\nregistry: r\n",
            "f:1:10: A project's name has letters, digits, '_' and '-', and starts with a letter or"
                + " a digit; found 'my project'."),
        arguments(
            NEEDED + "online_stor: {}\n",
            "f:3:1: Unknown key 'online_stor' in this file. Did you mean 'online_store'?"),
        arguments(
            NEEDED + "project: q\n",
            "f:3:1: Key 'project' stands twice in this file; first in line 1."),
        arguments(NEEDED + "? [a]\n: b\n", "f:3:3: Expected a name as the key, found a list."),
        arguments(
            NEEDED + "provider: azur\n",
            "f:3:11: Feast has no provider 'azur'. Did you mean 'azure'?"),
        arguments(
            NEEDED + "entity_key_serialization_version: 4\n",
            "f:3:35: 'entity_key_serialization_version' must be a whole number from 1 to 3, found"
                + " '4'."),
        arguments(
            NEEDED + "online_store:\n  type: sqlite\n  path: x\n",
            "f:4:9: An online store of the type 'sqlite' cannot be used; expected 'redis'."),
        arguments(
            NEEDED + "online_store: dynamodb\n",
            "f:3:15: An online store of the type 'dynamodb' cannot be used; expected 'redis'."),
        arguments(
            NEEDED + "online_store: [redis]\n",
            "f:3:15: 'online_store' must be keys with values, found a list."),
        arguments(
            NEEDED + "online_store:\n  redis_type: cluster\n",
            "f:4:15: Feast has no redis_type 'cluster'. Known: redis, redis_cluster,"
                + " redis_sentinel."),
        arguments(
            NEEDED + "online_store:\n  client: glid\n",
            "f:4:11: Feast has no client 'glid'. Did you mean 'glide'?"),
        arguments(
            NEEDED + "online_store:\n  key_ttl_seconds: 1h\n",
            "f:4:20: 'key_ttl_seconds' must be a whole number from 0 to 2147483647, found '1h'."),
        arguments(
            NEEDED + "online_store:\n  skip_dedup: 2\n",
            "f:4:15: 'skip_dedup' must be true or false, found '2'."),
        arguments(
            NEEDED + "online_store:\n  conection_string: x\n",
            "f:4:3: Unknown key 'conection_string' in the block 'online_store'. Did you mean"
                + " 'connection_string'?"),
        arguments(
            NEEDED + "offline_store: {type: redshif}\n",
            "f:3:23: Feast has no offline store 'redshif'. Did you mean 'redshift'?"),
        arguments(
            NEEDED + "offline_store: {type: file, path: x}\n",
            "f:3:29: Unknown key 'path' in the block 'offline_store'. Known: type."),
        arguments(
            NEEDED
                + "offline_store: {type: redshift, workgroup: w, region: r, database: d, iam_role:"
                + " i}\n",
            "f:3:16: The block 'offline_store' needs the key 's3_staging_location'."),
        arguments(
            NEEDED
                + "offline_store: {type: redshift, region: r, database: d, iam_role: i,"
                + " s3_staging_location: s}\n",
            "f:3:23: Redshift needs 'cluster_id' and 'user', or 'workgroup' where it is"
                + " serverless."),
        arguments(
            "project: p\nregistry: {path: r, cach_mode: x}\n",
            "f:2:21: Unknown key 'cach_mode' in the block 'registry'. Did you mean 'cache_mode'?"),
        arguments(
            "project: p\nregistry: {cache_mode: sync}\n",
            "f:2:11: The block 'registry' needs the key 'path'."),
        arguments(
            "project: p\nregistry: {registry_type: sql, path: x}\n",
            "f:2:27: A registry of the type 'sql' cannot be used; expected 'file': one file on disk"
                + " or in S3."),
        arguments(
            NEEDED + "larder:\n  writers_per_mastr: 4\n",
            "f:4:3: Unknown key 'writers_per_mastr' in the block 'larder'. Did you mean"
                + " 'writers_per_master'?"),
        arguments(
            NEEDED + "larder:\n  pipeline_depth: 5\n  redis_timeout: 5 s\n",
            "f:5:18: Expected a duration such as 3650d, 36h, 90m, 45s, P3650D or 0, found '5 s'."),
        arguments(
            NEEDED + "larder: {writers_per_master: 0}\n",
            "f:3:30: Expected a whole number from 1, found '0'."),
        arguments(
            NEEDED + "larder: {redis_password: p4ss}\n",
            "f:3:26: Expected where the secret is kept, not the secret: env:NAME, file:PATH or"
                + " secretsmanager:NAME#KEY."),
        arguments(
            NEEDED + "larder: {redis_iam_serverless: 1}\n",
            "f:3:32: Expected true or false, found '1'."),
        arguments(
            NEEDED + "larder: {redshift_read: rows}\n",
            "f:3:25: Expected unload or jdbc, found 'rows'."),
        arguments(
            NEEDED + "larder: {redshift_newest: 1}\n",
            "f:3:27: Expected true or false, found '1'."),
        arguments(
            "project: p\n\tregistry: r\n",
            "f:2:1: This is not YAML: found character '\\t(TAB)' that cannot start any token. (Do"
                + " not use \\t(TAB) for indentation)."),
        arguments(
            "project: p: q\n", "f:1:11: This is not YAML: mapping values are not allowed here."));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> FeatureStoreYaml.read(".", "f", text, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void allMistakesAreNamedAtOnceInTheOrderOfTheFile() {
    String text =
        """
        larder: {pipeline_dept: 3}
        project: p
        online_store: {skip_dedup: perhaps}
        """;
    assertThatThrownBy(() -> FeatureStoreYaml.read(".", "f", text, Map.of()))
        .hasMessage(
            """
            f:1:1: This file needs the key 'registry'.
            f:1:10: Unknown key 'pipeline_dept' in the block 'larder'. Did you mean 'pipeline_depth'?
            f:3:28: 'skip_dedup' must be true or false, found 'perhaps'.""");
  }
}
