package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.testing.SharedSpark;
import dev.larder.training.config.ModelConfigYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trainings of tests, and what they leave in their model directories. */
final class Trainings {
  private Trainings() {}

  static TrainJob.Result train(String yaml, String set, Path model, boolean overwrite) {
    return new TrainJob(
            SharedSpark.session(),
            new TrainJob.Request(
                ModelConfigYaml.parse("model.yaml", yaml), set, model.toString(), overwrite))
        .run();
  }

  static PortableModel model(Path directory) throws IOException {
    return PortableModel.parse("model.json", Files.readAllBytes(directory.resolve("model.json")));
  }

  static Dataset<Row> predictions(Path directory) {
    return SharedSpark.session()
        .read()
        .parquet(directory.resolve("predictions.parquet").toString());
  }

  /** The portable model gives MLlib's probability for each of the loans, and there are so many. */
  static void assertParity(Path modelDirectory, Dataset<Row> loans, int expected)
      throws IOException {
    PortableModel model = model(modelDirectory);
    Map<Object, Double> mllib = new HashMap<>();
    predictions(modelDirectory)
        .collectAsList()
        .forEach(row -> mllib.put(row.getAs("row_id"), row.getAs("probability")));
    assertThat(mllib).hasSize(expected);
    for (Row row : loans.collectAsList()) {
      Map<String, Object> values = new HashMap<>();
      for (Input input : model.inputs()) {
        values.put(input.name(), row.getAs(input.name()));
      }
      assertThat(model.probability(values))
          .isEqualTo(mllib.get(row.getAs("loan_id")), within(1e-12));
    }
  }
}
