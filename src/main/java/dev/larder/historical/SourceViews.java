package dev.larder.historical;

import dev.larder.feature.DataSource;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.SourceQuery;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The data sources of a repository as tables of Spark SQL, by their names. They hide other tables
 * of these names while a query is analyzed, and only then.
 */
final class SourceViews {
  private final SparkSession spark;
  private final OfflineStore store;
  private final Collection<DataSource> sources;

  SourceViews(SparkSession spark, OfflineStore store, Collection<DataSource> sources) {
    this.spark = spark;
    this.store = store;
    this.sources = List.copyOf(sources);
  }

  /**
   * Plans what names sources.
   *
   * @param text a query, or a table's name; sources that it does not name are not even opened
   * @param plan is called while the sources are tables
   */
  <T> T in(String text, Supplier<T> plan) {
    Map<String, Dataset<Row>> hidden = new HashMap<>();
    try {
      for (DataSource source : sources) {
        if (names(text, source.name())) {
          Dataset<Row> rows = store.open(source).rows(SourceQuery.ALL);
          String view = quoted(source.name());
          hidden.put(view, temporaryView(view));
          rows.createOrReplaceTempView(view);
        }
      }
      return plan.get();
    } finally {
      hidden.forEach(this::restore);
    }
  }

  /** Whether a table is named, and not only a column: it stands first, or after a word for it. */
  private static boolean names(String text, String name) {
    return Pattern.compile(
            "(?:^|\\bFROM\\b|\\bJOIN\\b|,)\\s*(?:"
                + Pattern.quote(quoted(name))
                + "|"
                + Pattern.quote(name)
                + "(?![\\w./(]))",
            Pattern.CASE_INSENSITIVE)
        .matcher(text)
        .find();
  }

  /** A session's own view of that name; null where there is none. */
  private Dataset<Row> temporaryView(String view) {
    try {
      return spark.catalog().tableExists(view) && spark.catalog().getTable(view).isTemporary()
          ? spark.table(view)
          : null;
    } catch (AnalysisException e) {
      throw new IllegalStateException("A table that exists has a description", e);
    }
  }

  private void restore(String view, Dataset<Row> before) {
    if (before == null) {
      spark.sql("DROP VIEW IF EXISTS " + view);
    } else {
      before.createOrReplaceTempView(view);
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
