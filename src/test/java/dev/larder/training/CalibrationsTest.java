package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.Calibration;
import dev.larder.testing.SharedSpark;
import dev.larder.training.config.ModelConfig.CalibrationMethod;
import dev.larder.training.evaluation.Evaluation;
import dev.larder.training.evaluation.ScoredRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class CalibrationsTest {
  /** All of one probability; those of the first fold default, no others do. */
  private final Dataset<Row> scores =
      SharedSpark.session()
          .range(60)
          .selectExpr(
              "0.2D AS probability",
              "double(id % 3 = 0) AS label",
              "timestamp_seconds(id) AS event_timestamp",
              "if(id < 30, 'train', 'validation') AS split",
              "int(id % 3) AS fold");

  @Test
  void noFoldIsCalibratedByWhatItTaught() {
    Calibration fitted = Calibrations.fit(CalibrationMethod.ISOTONIC, scores).orElseThrow();
    assertThat(fitted.apply(0.2)).isEqualTo(1 / 3.0);
    Dataset<Row> outOfFold = Calibrations.outOfFold(fitted, scores);
    assertThat(outOfFold.groupBy("fold", "split", "probability").count().collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder(
            "[0,validation,0.0,10]", "[1,validation,0.5,10]", "[2,validation,0.5,10]");
    assertThat(Evaluation.calibrationError(outOfFold, ScoredRows.VALIDATION))
        .isGreaterThan(
            Evaluation.calibrationError(
                scores.withColumn("probability", functions.lit(1 / 3.0)), ScoredRows.VALIDATION));
  }
}
