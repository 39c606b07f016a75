package dev.larder.standins.redshift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries an UNLOAD out: DuckDB writes the files, this copies them to S3. */
final class Unloader {
  private final Warehouse warehouse;
  private final String user;
  private final Statement statement;

  /**
   * An unloader.
   *
   * @param statement of the session that unloads
   */
  Unloader(Warehouse warehouse, String user, Statement statement) {
    this.warehouse = warehouse;
    this.user = user;
    this.statement = statement;
  }

  /**
   * Unloads; of an empty result nothing is written, as Redshift may do.
   *
   * @return the number of rows
   */
  long run(UnloadStatement unload) throws SqlFailure, SQLException, IOException {
    warehouse.requireRole(user, unload.role());
    Path directory = Files.createTempDirectory("unload");
    try (Bucket bucket = Bucket.of(unload.location())) {
      if (!unload.allowOverwrite() && !bucket.isEmpty()) {
        throw new SqlFailure(
            "XX000",
            "Specified unload destination on S3 is not empty. Consider using a different bucket /"
                + " prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE"
                + " option.");
      }
      Path files = directory.resolve("files");
      long rows =
          statement.executeUpdate(
              "COPY (%s) TO '%s' (FORMAT PARQUET, PER_THREAD_OUTPUT true)"
                  .formatted(new SqlText(unload.query()).forDuckDb(), files));
      if (rows > 0) {
        upload(files, bucket, unload.manifest());
      }
      return rows;
    } finally {
      delete(directory);
    }
  }

  private void upload(Path directory, Bucket bucket, boolean manifest)
      throws SqlFailure, SQLException, IOException {
    List<String> entries = new ArrayList<>();
    for (Path file : list(directory)) {
      if (rows(file) > 0) {
        String name = "%04d_part_00.parquet".formatted(entries.size());
        bucket.put(name, file);
        entries.add(
            "{\"url\":\"%s\",\"meta\":{\"content_length\":%d}}"
                .formatted(bucket.url(name), Files.size(file)));
      }
    }
    if (manifest) {
      bucket.put(
          "manifest", entries.stream().collect(Collectors.joining(",", "{\"entries\":[", "]}")));
    }
  }

  private long rows(Path file) throws SQLException {
    try (ResultSet count =
        statement.executeQuery("SELECT count(*) FROM read_parquet('" + file + "')")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    Path files = directory.resolve("files");
    if (Files.exists(files)) {
      for (Path file : list(files)) {
        Files.delete(file);
      }
      Files.delete(files);
    }
    Files.delete(directory);
  }
}
