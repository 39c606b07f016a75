package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.model.PortableModel;
import dev.larder.storage.StoredFile;
import picocli.CommandLine.Option;

/** The option {@code --model}. */
final class ModelDirectory {
  @Option(names = "--model", required = true, paramLabel = "DIR", description = "What train wrote.")
  private String directory;

  /**
   * The model as it is now.
   *
   * @throws UserException where there is none, or one that cannot be used
   */
  PortableModel load() {
    StoredFile stored = StoredFile.in(directory, PortableModel.FILE_NAME);
    return stored
        .read()
        .map(content -> PortableModel.parse(stored.location(), content.bytes()))
        .orElseThrow(
            () ->
                new UserException(
                    directory,
                    "This is no model directory: it has no file "
                        + PortableModel.FILE_NAME
                        + ". larder train makes one."));
  }
}
