package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.HashDump;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedS3;
import dev.larder.testing.SharedSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The AWS tutorial's repository, with the registry that Feast applied and its tables in Redshift:
 * what is loaded and joined is what the real Feast made of the same tables as files.
 */
class GoldenRedshiftTest {
  /** Of the hashes that Feast loaded for the project of the same entity keys. */
  private static final String V2 =
      "bfe793ad9ace63370b4e5fc49776b451a9a6aea7cba50648e1e0b32bc370d964";

  private static String bucket;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void fillRedshift() {
    SharedRedshift.readableBySpark();
    bucket = SharedS3.newBucket();
    SharedRedshift redshift = SharedRedshift.get();
    redshift.execute("CREATE SCHEMA spectrum");
    copy(redshift, "zipcode_features", "zipcode_table");
    copy(redshift, "credit_history", "credit_history");
    copy(redshift, "loans", "loan_table");
  }

  private static void copy(SharedRedshift redshift, String table, String file) {
    redshift.execute(
        "CREATE TABLE spectrum."
            + table
            + " AS SELECT * FROM read_parquet('"
            + SharedData.path("data/" + file + ".parquet")
            + "')");
  }

  private void larder(String... args) {
    int code =
        Larder.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    assertThat(code).as(err.toString()).isZero();
  }

  private String repository() throws Exception {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        SharedRedshift.get().featureStoreYaml(bucket, SharedRedisCluster.connectionString()));
    Files.copy(
        SharedData.path("golden/credit_scoring_aws/registry.db"), directory.resolve("registry.db"));
    return directory.toString();
  }

  @Test
  void materializeLoadsWhatFeastLoadsUnderItsOwnProject() throws Exception {
    SharedRedisCluster.flush();
    larder("-c", repository(), "materialize", "2016-01-01T00:00:00", "2021-09-01T00:00:00");
    HashDump dump = HashDump.of(SharedRedisCluster.connectionString());
    assertThat(dump.lines()).hasSize(56_897);
    String renamed = hex("credit_scoring_v2");
    HashDump asV2 =
        new HashDump(
            dump.lines().stream()
                .map(line -> line.replaceFirst(hex("credit_scoring_aws"), renamed))
                .sorted()
                .toList());
    assertThat(asV2.sha256()).isEqualTo(V2);
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theTrainingSetIsFeastsWithEntityRowsFromRedshift() throws Exception {
    String repository = repository();
    larder("-c", repository, "registry-dump");
    // The golden rows are of a repository in which credit reports expire sooner.
    String definitions =
        out.toString()
            .replaceFirst(
                "(- name: credit_history\\s+entities: \\[dob_ssn\\]\\s+ttl:) 3650d", "$1 90d");
    assertThat(definitions).contains("ttl: 90d");
    Files.writeString(directory.resolve("features.yaml"), definitions);
    larder("-c", repository, "apply");
    Path output = directory.resolve("training_set");
    larder(
        "-c",
        repository,
        "get-historical-features",
        "--entity-df=redshift:SELECT * FROM spectrum.loans",
        "--feature-service=credit_model",
        "--output=" + output);
    Dataset<Row> expected =
        SharedSpark.session()
            .read()
            .parquet(SharedData.path("golden/credit_scoring_v3/historical.parquet").toString());
    Dataset<Row> written =
        SharedSpark.session().read().parquet(output.toString()).drop("created_timestamp");
    assertThat(written.columns()).containsExactly(expected.columns());
    assertThat(written.count()).isEqualTo(28_638);
    assertThat(written.exceptAll(expected).isEmpty()).isTrue();
    assertThat(expected.exceptAll(written).isEmpty()).isTrue();
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }
}
