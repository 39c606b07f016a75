package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.storage.S3Settings;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.junit.jupiter.api.Test;

class HadoopS3Test {
  private static final S3Settings AWS = new S3Settings(null, null, false, null, null, null);

  private final Configuration conf = new Configuration();

  @Test
  void bothSchemesAreS3aWhereTheClusterHasNoOtherForThem() throws Exception {
    HadoopS3.configure(conf, AWS);
    assertThat(FileSystem.getFileSystemClass("s3", conf)).isEqualTo(S3AFileSystem.class);
    conf.set("fs.s3.impl", "org.apache.hadoop.fs.LocalFileSystem");
    HadoopS3.configure(conf, AWS);
    assertThat(conf.get("fs.s3.impl")).isEqualTo("org.apache.hadoop.fs.LocalFileSystem");
  }

  @Test
  void aServerOfOnesOwnIsTheSameForHadoop() {
    HadoopS3.configure(
        conf, new S3Settings(URI.create("http://minio:9000"), "eu-west-1", true, "key", "s", null));
    assertThat(conf.get("fs.s3a.endpoint")).isEqualTo("http://minio:9000");
    assertThat(conf.get("fs.s3a.endpoint.region")).isEqualTo("eu-west-1");
    assertThat(conf.getBoolean("fs.s3a.path.style.access", false)).isTrue();
  }

  @Test
  void awsIsLeftToTheClusterAndKeysAreNeverCopied() {
    String endpoint = conf.get("fs.s3a.endpoint");
    HadoopS3.configure(conf, new S3Settings(null, "eu-west-1", false, "key", "secret", "token"));
    assertThat(conf.get("fs.s3a.endpoint")).isEqualTo(endpoint);
    assertThat(conf.get("fs.s3a.endpoint.region")).isNull();
    assertThat(conf.get("fs.s3a.access.key")).isNull();
    assertThat(conf.get("fs.s3a.secret.key")).isNull();
  }

  @Test
  void credentialsAreLookedForAsTheSdkDoesUnlessTheClusterSaysHow() {
    HadoopS3.configure(conf, AWS);
    assertThat(conf.get("fs.s3a.aws.credentials.provider"))
        .isEqualTo(
            "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,"
                + "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider,"
                + "com.amazonaws.auth.DefaultAWSCredentialsProviderChain");
    conf.set("fs.s3a.aws.credentials.provider", "the.clusters.Own");
    HadoopS3.configure(conf, AWS);
    assertThat(conf.get("fs.s3a.aws.credentials.provider")).isEqualTo("the.clusters.Own");
  }
}
