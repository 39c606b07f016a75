package dev.larder.materialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Where the tests of faults leave their figures, for {@code scripts/faults} to print. */
final class FaultTable {
  private static final String FILE = System.getProperty("larder.faults.table");

  private FaultTable() {}

  /**
   * Adds a row of a Markdown table; does nothing where no table is wanted.
   *
   * @param seconds that the load took, the fault included
   * @param retried rows that were sent again; -1 where nobody counted
   * @param unreplicated rows that no replica was there for; -1 where nobody counted
   */
  static void add(
      String fault,
      int rows,
      double seconds,
      long retried,
      long unreplicated,
      KnownRows.Found found) {
    if (FILE == null) {
      return;
    }
    String row =
        String.format(
            Locale.ROOT,
            "| %s | %,d | %.1f | %s | %s | %,d | %,d |%n",
            fault,
            rows,
            seconds,
            count(retried),
            count(unreplicated),
            found.missing(),
            found.stale());
    try {
      Files.writeString(Path.of(FILE), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String count(long count) {
    return count < 0 ? "" : String.format(Locale.ROOT, "%,d", count);
  }
}
