package dev.larder.training;

import dev.larder.historical.Manifests;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Request;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Training sets as {@code get-historical-features} writes them, from rows that tests make. */
public final class TrainingSets {
  private static final String SCHEMA =
      "loan_id bigint, dob_ssn string, event_timestamp timestamp, created_timestamp timestamp, "
          + "amount double, rate float, price decimal(10,2), months int, home string, "
          + "employed boolean, loan_status bigint, city string, hard_pulls bigint, score float";
  private static final Map<String, String> FEATURES =
      Map.of(
          "city", "zipcode_features:city",
          "hard_pulls", "credit_history:hard_pulls",
          "score", "credit_history:score");
  private static final Set<String> KEYS = Set.of("dob_ssn");

  private TrainingSets() {}

  /**
   * Loans, one an hour and each of another person, with nulls and NaN in every input, floats that
   * no double parses to, and towns that only the later ones have.
   */
  public static Dataset<Row> loans(int count) {
    Random random = new Random(7);
    Instant start = Instant.parse("2021-01-01T00:00:00Z");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double amount = 1000 + random.nextInt(20_000) + random.nextDouble();
      float rate = 5 + random.nextInt(200) / 10f;
      long pulls = random.nextInt(8);
      String home = List.of("RENT", "OWN", "MORTGAGE", "Ünïcode").get(random.nextInt(4));
      double risk = rate / 40 + pulls / 20.0 + (home.equals("RENT") ? 0.15 : 0) - 0.2;
      Timestamp time = Timestamp.from(start.plusSeconds(3600L * i));
      rows.add(
          RowFactory.create(
              1000L + i,
              "person" + i,
              time,
              time,
              random.nextInt(30) == 0 ? Double.valueOf(Double.NaN) : gap(random, amount),
              gap(random, rate),
              gap(random, BigDecimal.valueOf(random.nextInt(100_000), 2)),
              gap(random, random.nextInt(100)),
              gap(random, home),
              gap(random, random.nextBoolean()),
              random.nextDouble() < risk ? 1L : 0L,
              gap(random, i > count * 0.8 ? "new" + random.nextInt(9) : "c" + random.nextInt(60)),
              gap(random, pulls),
              gap(random, random.nextFloat())));
    }
    return SharedSpark.session().createDataFrame(rows, StructType.fromDDL(SCHEMA));
  }

  private static <T> T gap(Random random, T value) {
    return random.nextInt(12) == 0 ? null : value;
  }

  /** Writes rows of {@link #loans} with their manifest. */
  public static String write(Path directory, Dataset<Row> rows) throws IOException {
    return write(directory, rows, "event_timestamp", KEYS, FEATURES);
  }

  static String write(
      Path directory,
      Dataset<Row> rows,
      String time,
      Set<String> joinKeys,
      Map<String, String> features)
      throws IOException {
    rows.repartition(3).write().parquet(directory.toString());
    List<Column> columns =
        Arrays.stream(rows.schema().fields())
            .map(
                f ->
                    new Column(
                        f.name(),
                        f.dataType().catalogString(),
                        features.containsKey(f.name())
                            ? Role.FEATURE
                            : joinKeys.contains(f.name())
                                ? Role.JOIN_KEY
                                : f.name().equals(time) ? Role.EVENT_TIMESTAMP : Role.ENTITY_ROW,
                        features.get(f.name())))
            .toList();
    TrainingSetManifest manifest =
        Manifests.of(
            new Request("loans", "credit_model", List.of(), false, false, List.of()),
            time,
            columns,
            rows.count());
    Files.write(directory.resolve(TrainingSetManifest.FILE_NAME), manifest.toJson());
    return directory.toString();
  }
}
