package dev.larder.offline;

import dev.larder.feature.DataSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A table or a query of Redshift, of which each selection is read once. */
final class RedshiftTable implements SourceTable {
  private final RedshiftOfflineStore.Job job;
  private final DataSource source;
  private final String from;
  private final List<RedshiftColumn> columns;
  private final Map<SourceQuery, Dataset<Row>> read = new HashMap<>();

  /**
   * A table.
   *
   * @param from what stands behind FROM
   */
  RedshiftTable(
      RedshiftOfflineStore.Job job, DataSource source, String from, List<RedshiftColumn> columns) {
    this.job = job;
    this.source = source;
    this.from = from;
    this.columns = List.copyOf(columns);
  }

  @Override
  public StructType schema() {
    return RedshiftColumn.schema(columns);
  }

  @Override
  public boolean isEmpty() {
    return job.session().isEmpty(where(), job.label(source), RedshiftSql.any(from));
  }

  @Override
  public Dataset<Row> rows(SourceQuery query) {
    SourceQuery asked =
        job.settings().redshiftNewest()
            ? query
            : new SourceQuery(query.columns(), query.range(), null);
    return read.computeIfAbsent(
        asked,
        wanted ->
            switch (job.settings().redshiftRead()) {
              case UNLOAD -> unloaded(wanted);
              case JDBC -> overJdbc(wanted);
            });
  }

  private Dataset<Row> unloaded(SourceQuery query) {
    String folder = job.staging().next();
    String select = RedshiftSql.select(source, from, columns, query, RedshiftSql::asItIs);
    job.session().execute(where(), job.label(source), new Unload(select, folder, job.role()).sql());
    UnloadManifest manifest = UnloadManifest.read(job.staging().fileSystem(), where(), folder);
    StructType schema = RedshiftColumn.schema(RedshiftSql.wanted(columns, query));
    if (manifest.files().isEmpty()) {
      return job.spark().createDataFrame(List.of(), schema);
    }
    String[] files = manifest.files().stream().map(Object::toString).toArray(String[]::new);
    Dataset<Row> rows = SparkErrors.translate(where(), () -> job.spark().read().parquet(files));
    return rows.select(
            List.of(schema.fields()).stream()
                .map(field -> SourceColumns.quoted(rows, field.name()).cast(field.dataType()))
                .toArray(Column[]::new))
        .toDF(schema.fieldNames());
  }

  private Dataset<Row> overJdbc(SourceQuery query) {
    String select = RedshiftSql.select(source, from, columns, query, RedshiftSql::asInstant);
    return job.spark()
        .read()
        .format("jdbc")
        .options(job.login().options())
        .option("url", "jdbc:redshift:")
        .option("driver", "com.amazon.redshift.Driver")
        .option("connectionProvider", RedshiftConnectionProvider.NAME)
        .option(RedshiftConnectionProvider.LABEL, job.label(source))
        .option(
            RedshiftConnectionProvider.STATEMENT_TIMEOUT,
            job.settings().redshiftStatementTimeout().toMillis())
        // What is asked for stands in the query.
        .option("pushDownPredicate", false)
        .option("dbtable", "(" + select + ") AS larder")
        .load();
  }

  private String where() {
    return RedshiftOfflineStore.where(source);
  }
}
