package dev.larder.cli;

import dev.larder.storage.S3Settings;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.VersionInfo;

/**
 * Lets Hadoop find S3 where Larder's own client does, for what Spark reads and writes there. What
 * the cluster says stays, but for the endpoint and the region, which are the same for both.
 */
final class HadoopS3 {
  private static final String S3A = "org.apache.hadoop.fs.s3a.";
  private static final String KEYS =
      S3A + "TemporaryAWSCredentialsProvider," + S3A + "SimpleAWSCredentialsProvider";
  private static final String CREDENTIALS = "fs.s3a.aws.credentials.provider";

  private HadoopS3() {}

  static void configure(Configuration conf, S3Settings settings) {
    if (settings.endpoint() != null) {
      conf.set("fs.s3a.endpoint", settings.endpoint().toString());
      conf.set(
          "fs.s3a.endpoint.region", settings.region() == null ? "us-east-1" : settings.region());
      conf.setBoolean("fs.s3a.path.style.access", settings.pathStyle());
    }
    if (isDefault(conf, CREDENTIALS)) {
      conf.set(CREDENTIALS, credentials());
    }
    if (!hasScheme(conf, "s3") && conf.getClassByNameOrNull(S3A + "S3AFileSystem") != null) {
      conf.set("fs.s3.impl", S3A + "S3AFileSystem");
    }
  }

  /** The keys of the configuration, then all that the SDK knows; by itself S3A asks for a part. */
  private static String credentials() {
    return KEYS
        // After a comma, since what begins with the SDK's package is relocated in larder.jar.
        + (VersionInfo.getVersion().startsWith("3.3.")
            ? ",com.amazonaws.auth.DefaultAWSCredentialsProviderChain"
            : ",software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");
  }

  private static boolean isDefault(Configuration conf, String key) {
    String[] sources = conf.getPropertySources(key);
    return sources == null || Arrays.stream(sources).allMatch("core-default.xml"::equals);
  }

  private static boolean hasScheme(Configuration conf, String scheme) {
    try {
      FileSystem.getFileSystemClass(scheme, conf);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
