package dev.larder.training.evaluation;

import static dev.larder.testing.Trees.leaf;
import static dev.larder.testing.Trees.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.report.ModelCard;
import dev.larder.report.ModelCard.Dependence;
import dev.larder.report.ModelCard.DependencePoint;
import dev.larder.testing.CreditModel;
import dev.larder.testing.SharedSpark;
import dev.larder.testing.Trees;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A model by hand, and rows of which it knows how they came about. */
@TestInstance(Lifecycle.PER_CLASS)
class EvaluationTest {
  /**
   * Asks for the income, and of the rich for the home; the third input is one it never asks for.
   */
  private static final PortableModel MODEL =
      CreditModel.model(
          "by_hand",
          null,
          List.of(
              Input.number("income", null, InputType.DOUBLE),
              Input.category("home", null, List.of("OWN", "RENT")),
              Input.number("idle", null, InputType.BOOL)),
          Trees.forest(split(0, 50, leaf(0.75), split(1, 0.5, leaf(0.125), leaf(0.25)))));

  private Dataset<Row> rows;
  private Evaluation evaluation;

  @BeforeAll
  void evaluate() {
    rows = rows().cache();
    evaluation =
        Evaluation.of(
            rows,
            MODEL,
            Map.of("income", 0.9, "home", 0.1),
            List.of(new Grouping("home", List.of(), false)));
  }

  /**
   * 12,000 rows of which half earn up to 50 and a twentieth of the incomes is missing, which counts
   * as less; in the test part all earn more. Labels are as likely as the model says, by turns.
   */
  private static Dataset<Row> rows() {
    return SharedSpark.session()
        .sql(
            """
            select *, cast(turn < 1000 * probability as int) label,
                named_struct('income', income, 'home', home, 'idle', idle) inputs,
                named_struct('home', home) segments
            from (
              select *,
                  case when income is null or income <= 50 then 0.75D
                      when home = 'RENT' then 0.25D else 0.125D end probability
              from (
                select id row_id,
                    case when id < 6000 then 'train' when id < 9000 then 'validation' else 'test' end split,
                    timestamp '2021-01-01' + make_interval(0, 0, 0, 0, id) event_timestamp,
                    id * 7919 % 1000 turn,
                    case when id % 20 = 0 then null
                        when id < 9000 then id % 100 + 0.5D else 50 + id % 50 + 0.5D end income,
                    if(id % 3 = 0, 'RENT', 'OWN') home,
                    id % 7 < 3 idle
                from range(12000)))
            """);
  }

  @Test
  void allPartsAreMeasuredInTheirOrder() {
    assertThat(evaluation.metrics().keySet()).containsExactly("train", "validation", "test");
    assertThat(evaluation.metrics().get("validation").rows()).isEqualTo(3000);
    assertThat(evaluation.metrics().get("validation").positives())
        .isEqualTo(rows.where("split = 'validation' and label = 1").count());
    assertThat(evaluation.parts().get(0).first()).isEqualTo("2021-01-01T00:00:00Z");
    assertThat(evaluation.parts().get(0).last()).isEqualTo("2021-09-07T23:00:00Z");
  }

  @Test
  void areaUnderTheCurveIsThatOfMllib() {
    BinaryClassificationEvaluator mllib =
        new BinaryClassificationEvaluator().setRawPredictionCol("probability").setNumBins(0);
    for (String part : List.of("train", "validation", "test")) {
      Dataset<Row> those =
          rows.where(functions.col("split").equalTo(part))
              .withColumn("label", functions.col("label").cast("double"));
      assertThat(evaluation.metrics().get(part).auc())
          .isEqualTo(mllib.evaluate(those), within(1e-12));
    }
  }

  @Test
  void metricsDoNotDependOnHowRowsLie() {
    assertThat(PartScores.of(rows.repartition(7), 0.5).get("validation").scan().metrics())
        .isEqualTo(evaluation.metrics().get("validation"));
  }

  @Test
  void probabilitiesThatCameTrueAreCalibrated() {
    assertThat(evaluation.metrics().get("train").calibrationError()).isLessThan(0.02);
    assertThat(evaluation.metrics().get("train").accuracy())
        .isEqualTo(evaluation.metrics().get("validation").accuracy(), within(0.02));
  }

  @Test
  void whatHasMovedIsSeen() {
    ModelCard.Input income = evaluation.inputs().get(0);
    assertThat(income.psi().get("validation")).isLessThan(0.01);
    assertThat(income.psi().get("test")).isGreaterThan(1);
    assertThat(income.missing().get("train")).isEqualTo(0.05, within(1e-12));
    assertThat(evaluation.inputs().get(1).psi().get("test")).isLessThan(0.01);
    assertThat(evaluation.parts().get(1).scorePsi()).isLessThan(0.01);
    assertThat(evaluation.parts().get(2).scorePsi()).isGreaterThan(0.25);
  }

  @Test
  void inputsMatterAsMuchAsTheModelAsksForThem() {
    assertThat(evaluation.inputs())
        .extracting(ModelCard.Input::name)
        .containsExactly("income", "home", "idle");
    assertThat(evaluation.inputs())
        .extracting(ModelCard.Input::gain)
        .containsExactly(0.9, 0.1, null);
    assertThat(evaluation.inputs().get(0).permutation()).isGreaterThan(0.2);
    assertThat(evaluation.inputs().get(1).permutation()).isBetween(0.005, 0.1);
    assertThat(evaluation.inputs().get(2).permutation()).isZero();
    assertThat(evaluation.inputs().get(0).auc()).isGreaterThan(0.75);
    assertThat(evaluation.inputs().get(2).auc()).isBetween(0.5, 0.55);
  }

  @Test
  void dependencesAreThoseOfTheModel() {
    Dependence income = evaluation.dependences().get(0);
    assertThat(income.input()).isEqualTo("income");
    assertThat(income.points()).hasSize(20);
    double rich =
        rows.where("split = 'validation'")
            .orderBy(functions.xxhash64(functions.col("row_id")))
            .limit(1000)
            .agg(functions.avg(functions.expr("if(home = 'RENT', 0.25D, 0.125D)")))
            .first()
            .getDouble(0);
    for (DependencePoint point : income.points()) {
      assertThat(point.probability()).isEqualTo(point.number() <= 50 ? 0.75 : rich, within(1e-12));
    }
    assertThat(evaluation.dependences().get(1).points())
        .extracting(DependencePoint::value)
        .containsExactly("OWN", "RENT");
  }

  @Test
  void monthsAndGroupsAddUpToAllRows() {
    assertThat(evaluation.months().stream().mapToLong(ModelCard.Month::rows).sum())
        .isEqualTo(12_000);
    assertThat(
            evaluation.segmentations().get(0).segments().stream()
                .flatMap(segment -> segment.parts().values().stream())
                .mapToLong(ModelCard.Rates::rows)
                .sum())
        .isEqualTo(12_000);
  }
}
