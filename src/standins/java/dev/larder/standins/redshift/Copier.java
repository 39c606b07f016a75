package dev.larder.standins.redshift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Carries a COPY out: this fetches the files from S3, DuckDB reads them. */
final class Copier {
  private final Warehouse warehouse;
  private final String user;
  private final Statement statement;

  /**
   * A copier.
   *
   * @param statement of the session that copies
   */
  Copier(Warehouse warehouse, String user, Statement statement) {
    this.warehouse = warehouse;
    this.user = user;
    this.statement = statement;
  }

  /**
   * Copies, column by column in their order.
   *
   * @return the number of rows
   */
  long run(CopyStatement copy) throws SqlFailure, SQLException, IOException {
    warehouse.requireRole(user, copy.role());
    try (Bucket bucket = Bucket.of(copy.location())) {
      List<String> keys = bucket.keys(".parquet");
      if (keys.isEmpty()) {
        throw SqlFailure.internal(
            "The specified S3 prefix '" + bucket.prefix() + "' does not exist",
            8001,
            copy.location());
      }
      long rows = 0;
      for (String key : keys) {
        rows += insert(copy.table(), bucket, key);
      }
      return rows;
    }
  }

  private long insert(String table, Bucket bucket, String key)
      throws SqlFailure, SQLException, IOException {
    Path directory = Files.createTempDirectory("copy");
    Path file = directory.resolve("file.parquet");
    try {
      bucket.get(key, file);
      return statement.executeUpdate(
          "INSERT INTO %s SELECT * FROM read_parquet('%s')".formatted(table, file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }
}
