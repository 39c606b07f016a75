package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.registry.FeatureRepository;
import dev.larder.testing.FeastPython;
import dev.larder.testing.GoldenRepository;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An existing Feast client reads what Larder applied and materialized. */
class FeastClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void readsTheNewestValuesFromTheClusterThatLarderFilled() throws IOException {
    SharedRedisCluster.flush();
    FeatureRepository repository =
        GoldenRepository.fromYaml(
            directory, "credit_scoring_v3", SharedRedisCluster.connectionString());
    repository.registry().apply(repository.definitions().orElseThrow());
    new MaterializeJob(
            SharedSpark.session(),
            repository.config(),
            repository.registry(),
            new Request(
                List.of(),
                Instant.parse("2016-01-01T00:00:00Z"),
                Instant.parse("2021-09-01T00:00:00Z"),
                false))
        .run(Silent.PROGRESS);

    List<Row> expected = newestOfTheSources();
    List<Map<String, Object>> entityRows = new ArrayList<>();
    for (Row row : expected) {
      Map<String, Object> entityRow = new HashMap<>();
      entityRow.put("dob_ssn", row.getAs("dob_ssn"));
      entityRow.put("zipcode", row.getAs("zipcode"));
      entityRows.add(entityRow);
    }
    JsonNode answer =
        JSON.readTree(
            FeastPython.run(
                "dev/larder/feast/get_online_features.py",
                directory.toString(),
                "credit_model",
                JSON.writeValueAsString(entityRows)));
    assertThat(answer.size()).isEqualTo(2 + 15);
    for (int i = 0; i < expected.size(); i++) {
      for (String column : expected.get(i).schema().fieldNames()) {
        assertThat(answer.get(column).get(i).asText())
            .as("row %d, %s", i, column)
            .isEqualTo(Objects.toString(expected.get(i).getAs(column)));
      }
    }
  }

  /** Computed without any of Larder's code; one of the people is unknown to the credit bureau. */
  private List<Row> newestOfTheSources() {
    SparkSession spark = SharedSpark.session();
    String data = directory.resolve("data").toString();
    return spark
        .sql(
            "WITH people AS (SELECT DISTINCT dob_ssn, zipcode FROM parquet.`"
                + data
                + "/loan_table.parquet` ORDER BY dob_ssn, zipcode LIMIT 200),"
                + " history AS (SELECT *, row_number() OVER (PARTITION BY dob_ssn"
                + " ORDER BY event_timestamp DESC, created_timestamp DESC) n FROM parquet.`"
                + data
                + "/credit_history.parquet`)"
                + " SELECT p.*, z.city, z.state, z.location_type, z.tax_returns_filed,"
                + " z.population, z.total_wages, h.credit_card_due, h.mortgage_due,"
                + " h.student_loan_due, h.vehicle_loan_due, h.hard_pulls, h.missed_payments_2y,"
                + " h.missed_payments_1y, h.missed_payments_6m, h.bankruptcies"
                + " FROM people p LEFT JOIN parquet.`"
                + data
                + "/zipcode_table.parquet` z ON p.zipcode = z.zipcode"
                + " LEFT JOIN history h ON p.dob_ssn = h.dob_ssn AND h.n = 1"
                + " ORDER BY p.dob_ssn, p.zipcode")
        .collectAsList();
  }
}
