package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.offline.SparkErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A directory of results that appears whole or not at all: it is written beside its place, under a
 * name that Spark's readers skip, and renamed at the end. In S3, where a rename copies one file
 * after the other, the file by which results are known comes last, so that it never stands for a
 * part.
 */
public final class OutputDirectory {
  private static final String WHERE = "--output";

  /** Fills the directory. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param directory the place to write to, which need not exist
     */
    void write(FileSystem fileSystem, Path directory) throws IOException;
  }

  private final FileSystem fileSystem;
  private final Path output;
  private final boolean overwrite;
  private final String mark;

  /**
   * A directory to be written.
   *
   * @param overwrite whether what stands in the directory may be replaced
   * @param mark the file by which results of this kind are known: nothing else is ever replaced
   * @throws UserException where the directory holds something and may not be overwritten, or cannot
   *     be written
   */
  public OutputDirectory(SparkSession spark, String output, boolean overwrite, String mark) {
    this.overwrite = overwrite;
    this.mark = mark;
    try {
      Path path = new Path(output);
      this.fileSystem = path.getFileSystem(spark.sessionState().newHadoopConf());
      this.output = fileSystem.makeQualified(path);
      requireDirectory();
      boolean empty = isEmpty();
      if (!empty && !overwrite) {
        throw new UserException(
            WHERE, "'" + output + "' is not empty; --overwrite replaces what is in it.");
      } else if (!empty && !fileSystem.exists(new Path(this.output, mark))) {
        throw new UserException(
            WHERE,
            "'"
                + output
                + "' holds other things: it has no file "
                + mark
                + ", so even --overwrite does not replace it.");
      }
      requireWritable();
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          WHERE, "Cannot write to '" + output + "': " + SparkErrors.reason(e), e);
    }
  }

  /** Writes the content; its failure leaves no output. */
  public void write(Content content) {
    Path staging = hiddenIn(output.getParent());
    try {
      content.write(fileSystem, staging);
      publish(staging);
    } catch (IOException e) {
      throw new UserException(
          WHERE, "Cannot write to '" + output + "': " + SparkErrors.reason(e), e);
    } finally {
      discard(staging);
      discard(last(staging));
    }
  }

  /** A place beside the output for what is needed until it is written; removed by who uses it. */
  public Path scratch() {
    return hiddenIn(output.getParent());
  }

  private void requireDirectory() throws IOException {
    if (output.getParent() == null) {
      throw new UserException(WHERE, "Expected a directory below '" + output + "'.");
    }
    if (fileSystem.exists(output) && !fileSystem.getFileStatus(output).isDirectory()) {
      throw new UserException(WHERE, "'" + output + "' is a file; expected a directory.");
    }
  }

  /** Finds out before the work is done, in the nearest directory that there is. */
  private void requireWritable() throws IOException {
    Path parent = output.getParent();
    while (!fileSystem.exists(parent) && parent.getParent() != null) {
      parent = parent.getParent();
    }
    Path probe = hiddenIn(parent);
    if (!fileSystem.mkdirs(probe)) {
      throw new IOException("No directory can be made in '" + parent + "'.");
    }
    fileSystem.delete(probe, true);
  }

  private Path hiddenIn(Path parent) {
    return new Path(parent, "." + output.getName() + "-" + UUID.randomUUID());
  }

  private void publish(Path staging) throws IOException {
    Path replaced = hiddenIn(output.getParent());
    if (overwrite || isEmpty()) {
      setAside(replaced);
    }
    try {
      if (fileSystem.exists(output) || !rename(staging)) {
        throw new UserException(
            WHERE, "'" + output + "' came into being while the rows were read.");
      }
    } finally {
      if (!fileSystem.exists(output) && fileSystem.exists(replaced)) {
        fileSystem.rename(replaced, output);
      }
      discard(replaced);
    }
  }

  /** Where a rename is one step, what stands in the output is missing for two of them only. */
  private void setAside(Path replaced) throws IOException {
    if (copiesToRename()) {
      fileSystem.delete(output, true);
    } else if (fileSystem.exists(output)) {
      fileSystem.rename(output, replaced);
    }
  }

  private boolean copiesToRename() {
    return fileSystem.getUri().getScheme().startsWith("s3");
  }

  private boolean rename(Path staging) throws IOException {
    if (!copiesToRename()) {
      return fileSystem.rename(staging, output);
    }
    try {
      return fileSystem.rename(new Path(staging, mark), last(staging))
          && fileSystem.rename(staging, output)
          && fileSystem.rename(last(staging), new Path(output, mark));
    } catch (IOException e) {
      discard(output);
      throw e;
    }
  }

  private Path last(Path staging) {
    return staging.suffix("." + mark);
  }

  private void discard(Path unfinished) {
    try {
      fileSystem.delete(unfinished, true);
    } catch (IOException e) {
      // The outcome stands without it: a reader passes over what is hidden, or has no mark.
    }
  }

  private boolean isEmpty() throws IOException {
    try {
      return fileSystem.getFileStatus(output).isDirectory()
          && fileSystem.listStatus(output).length == 0;
    } catch (FileNotFoundException e) {
      return true;
    }
  }
}
