package dev.larder.cli.demo;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Made-up loans, zip codes and credit histories with the columns and types of the Feast tutorials'
 * tables for credit scoring; the same at every run.
 */
public final class DemoData {
  static final String LOANS = "loan_table.parquet";
  static final String ZIP_CODES = "zipcode_table.parquet";
  static final String CREDIT_REPORTS = "credit_history.parquet";

  /** The names of the three, each a file or a folder of files. */
  static final List<String> TABLES = List.of(LOANS, ZIP_CODES, CREDIT_REPORTS);

  private DemoData() {}

  /** Makes the rows of one index. */
  @FunctionalInterface
  private interface Rows extends IntFunction<Iterator<Row>>, Serializable {}

  /**
   * Writes {@code loan_table.parquet}, {@code zipcode_table.parquet} and {@code
   * credit_history.parquet}, each a folder with one file, in place of what is there.
   *
   * @param directory made where it is missing
   */
  public static void write(SparkSession spark, Path directory) {
    // A session of its own for the one setting: times as Parquet's own type, not as INT96.
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    write(
        session,
        ZipCode.COUNT,
        ZipCode.SCHEMA,
        index -> List.of(ZipCode.of(index).row()).iterator(),
        directory.resolve(ZIP_CODES));
    write(
        session,
        Applicant.COUNT,
        CreditReport.SCHEMA,
        index -> CreditReport.of(Applicant.of(index)).stream().map(CreditReport::row).iterator(),
        directory.resolve(CREDIT_REPORTS));
    write(
        session,
        Loan.COUNT,
        Loan.SCHEMA,
        index -> List.of(Loan.of(index).row()).iterator(),
        directory.resolve(LOANS));
  }

  private static void write(
      SparkSession session, int count, String schema, Rows rows, Path folder) {
    session
        .range(0, count, 1, 1)
        .flatMap(
            (FlatMapFunction<Long, Row>) index -> rows.apply(index.intValue()),
            Encoders.row(StructType.fromDDL(schema)))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder.toString());
  }
}
