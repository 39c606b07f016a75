package dev.larder.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedData;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoDataTest {
  @TempDir static Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void writeTwice() {
    spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.parquet.inferTimestampNTZ.enabled", "true");
    DemoData.write(spark, directory.resolve("one"));
    DemoData.write(spark, directory.resolve("two"));
  }

  private static Dataset<Row> table(String name) {
    return spark.read().parquet(directory.resolve("one").resolve(name + ".parquet").toString());
  }

  private static Path onlyFile(String write, String table) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(write).resolve(table + ".parquet"))) {
      List<Path> parts = files.filter(f -> f.toString().endsWith(".parquet")).toList();
      assertThat(parts).hasSize(1);
      return parts.get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loan_table", "zipcode_table", "credit_history"})
  void twoWritesAreEqualToTheByte(String table) throws IOException {
    assertThat(onlyFile("two", table)).hasSameBinaryContentAs(onlyFile("one", table));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loan_table", "zipcode_table", "credit_history"})
  void columnsAndTypesAreThoseOfTheTutorials(String table) {
    StructType tutorials =
        spark.read().parquet(SharedData.path("data/" + table + ".parquet").toString()).schema();
    assertThat(table(table).schema()).isEqualTo(tutorials);
  }

  @Test
  void everyZipCodeAndEveryLoanIsWritten() {
    assertThat(table("zipcode_table").count()).isEqualTo(ZipCode.COUNT);
    assertThat(table("loan_table").count()).isEqualTo(Loan.COUNT);
    assertThat(table("credit_history").count()).isGreaterThan(5L * Applicant.COUNT);
  }
}
