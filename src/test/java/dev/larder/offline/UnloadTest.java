package dev.larder.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedS3;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an UNLOAD leaves, and what it must find. */
class UnloadTest {
  @TempDir private Path folder;

  private UnloadManifest manifest(String... lines) throws IOException {
    if (lines.length > 0) {
      Files.writeString(folder.resolve("manifest"), String.join("\n", lines));
    }
    return UnloadManifest.read(
        FileSystem.getLocal(new Configuration()), "data source history", "file:" + folder + "/");
  }

  private String entry(String name, int length) {
    return "{\"entries\":[{\"url\":\"file:%s/%s\",\"meta\":{\"content_length\":%d}}]}"
        .formatted(folder, name, length);
  }

  @Test
  void onlyTheFilesOfTheManifestCount() throws IOException {
    Files.writeString(folder.resolve("0000_part_00.parquet"), "x");
    Files.writeString(folder.resolve("0001_part_00.parquet"), "left by another");
    assertThat(manifest(entry("0000_part_00.parquet", 1)).files())
        .singleElement()
        .hasToString("file:" + folder + "/0000_part_00.parquet");
  }

  @Test
  void withoutAManifestTheResultWasEmpty() throws IOException {
    assertThat(manifest().files()).isEmpty();
  }

  @Test
  void aFileThatIsMissingOrCutIsSaid() throws IOException {
    assertThatThrownBy(() -> manifest(entry("0000_part_00.parquet", 2)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data source history: Redshift's manifest names 'file:%s/0000_part_00.parquet', but"
                    .formatted(folder)
                + " there is no such file.");
    Files.writeString(folder.resolve("0000_part_00.parquet"), "x");
    assertThatThrownBy(() -> manifest(entry("0000_part_00.parquet", 2)))
        .hasMessageEndingWith("0000_part_00.parquet' 2 bytes, but it has 1.");
  }

  @Test
  void aFolderThatIsNotEmptyIsRefused() throws Exception {
    SparkSession spark = SharedSpark.session();
    SharedRedshift.readableBySpark();
    String bucket = SharedS3.newBucket();
    RedshiftLogin login = SharedRedshiftLogin.withPasswordIn(folder);
    try (RedshiftStaging staging = new RedshiftStaging(spark, "s3://" + bucket);
        RedshiftSession session = new RedshiftSession(login, "test", Duration.ofMinutes(1))) {
      Unload unload = new Unload("SELECT 1 AS one", staging.next(), SharedRedshift.ROLE);
      session.execute("data source history", "test", unload.sql());
      assertThatThrownBy(() -> session.execute("data source history", "test", unload.sql()))
          .hasMessageStartingWith(
              "data source history: Redshift says of statement 'test': Specified unload destination"
                  + " on S3 is not empty.");
      assertThat(SharedRedshift.staged(bucket)).hasSize(2);
    }
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }
}
