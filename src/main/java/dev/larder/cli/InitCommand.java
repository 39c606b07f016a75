package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a feature repository from the templates that {@code conf} holds. */
@Command(
    name = "init",
    description = "Makes a feature repository: a configuration and definitions to start from.")
final class InitCommand extends LarderCommand {
  private static final String MODEL = "credit_model.yaml";
  private static final String TEMPLATES = "/dev/larder/conf/";

  /** The kinds of feature repositories. */
  enum Template {
    LOCAL("feature_store.yaml", "features.yaml"),
    AWS("feature_store.aws.yaml", "features.aws.yaml");

    private final String featureStore;
    private final String features;

    Template(String featureStore, String features) {
      this.featureStore = featureStore;
      this.features = features;
    }

    /** Name in the feature repository → template on the class path. */
    Map<String, String> files() {
      Map<String, String> files = new LinkedHashMap<>();
      files.put("feature_store.yaml", featureStore);
      files.put("features.yaml", features);
      files.put(MODEL, MODEL);
      return files;
    }
  }

  @Parameters(
      paramLabel = "DIR",
      description = "The directory to make, or s3://BUCKET/PREFIX; it must not hold files.")
  private String directory;

  @Option(
      names = {"-t", "--template"},
      paramLabel = "local|aws",
      defaultValue = "local",
      description =
          "local: Parquet files and a Redis Cluster on this machine; aws: Redshift and ElastiCache.")
  private Template template;

  @Override
  Map<String, ?> execute() throws IOException {
    requireEmpty();
    for (Map.Entry<String, String> file : template.files().entrySet()) {
      StoredFile target = StoredFile.in(directory, file.getKey());
      if (!target.writeIfUnchanged(resource(file.getValue()), null)) {
        throw new UserException(
            target.location(), "The file is there already; nothing was changed in it.");
      }
      out().println("Created " + target.location());
    }
    printNextSteps();
    return Map.of("files", template.files().size());
  }

  private void requireEmpty() throws IOException {
    // In S3 there are no directories: there, only the files themselves may not be there yet.
    Path local = Path.of(directory);
    if (!Files.exists(local)) {
      return;
    }
    try (Stream<Path> files = Files.list(local)) {
      if (files.findAny().isPresent()) {
        throw new UserException(
            directory, "The directory is not empty; expected a new or an empty one.");
      }
    } catch (NotDirectoryException e) {
      throw new UserException(
          directory, "This is a file; expected a new or an empty directory.", e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = InitCommand.class.getResourceAsStream(TEMPLATES + name)) {
      return in.readAllBytes();
    }
  }

  private void printNextSteps() {
    String larder = "larder -c " + directory + " ";
    out().println();
    out().println("Next steps:");
    out()
        .println("  Say in feature_store.yaml where Redis is, and in features.yaml where data is.");
    out().println("  " + larder + "plan     shows what the registry would get");
    out().println("  " + larder + "apply    writes the registry");
    out()
        .println(
            "  " + larder + "materialize-incremental END    loads the newest values up to END");
  }
}
