package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.larder.model.Encoding;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.model.TreeEnsemble;
import dev.larder.testing.CreditModel;
import dev.larder.testing.SharedSpark;
import dev.larder.training.evaluation.ScoredRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row's probability is MLlib's own; values are missing, and texts new, now and then. */
class PredictorExportTest {
  private static final List<String> HOMES = List.of("RENT", "OWN", "MORTGAGE");
  private static final List<Input> FOR_TREES =
      List.of(
          Input.number("amount", null, InputType.DOUBLE),
          Input.number("rate", null, InputType.FLOAT),
          input("home", InputType.STRING, new Encoding.Ordinal(HOMES)),
          input(
              "city",
              InputType.STRING,
              new Encoding.Target(List.of("c0", "c1"), new double[] {0.2, 0.6}, 0.4, 0.3)));
  private static final List<Input> FOR_REGRESSION =
      List.of(
          input("amount", InputType.DOUBLE, new Encoding.NumericWithIndicator(0.5)),
          input("rate", InputType.FLOAT, new Encoding.NumericWithIndicator(0)),
          input("home", InputType.STRING, new Encoding.OneHot(HOMES)),
          input(
              "city",
              InputType.STRING,
              new Encoding.Frequency(List.of("c0", "c1"), new double[] {0.5, 0.4})));

  private static Input input(String name, InputType type, Encoding encoding) {
    return new Input(name, null, type, encoding, null);
  }

  static Stream<Arguments> models() {
    return Stream.of(
        arguments(
            named(
                "a forest",
                new RandomForestClassifier()
                    .setNumTrees(30)
                    .setMaxDepth(6)
                    .fit(encoded(FOR_TREES, 1))),
            FOR_TREES),
        arguments(
            named(
                "boosted trees",
                new GBTClassifier().setMaxIter(20).setStepSize(0.2).fit(encoded(FOR_TREES, 1))),
            FOR_TREES),
        arguments(
            named(
                "a regression",
                new LogisticRegression()
                    .setRegParam(0.01)
                    .setElasticNetParam(0.5)
                    .fit(encoded(FOR_REGRESSION, 1))),
            FOR_REGRESSION));
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyClassifierGivesMllibsProbability(Model<?> mllib, List<Input> inputs) {
    PortableModel model = reread(inputs, mllib);
    for (Row row : mllib.transform(encoded(inputs, 2)).collectAsList()) {
      Row given = row.getAs(ScoredRows.INPUTS);
      Map<String, Object> values = new HashMap<>();
      inputs.forEach(input -> values.put(input.name(), given.getAs(input.name())));
      assertThat(model.probability(values))
          .isEqualTo(row.<Vector>getAs("probability").apply(1), within(1e-12));
      assertThat(model.score(values).probability()).isEqualTo(model.probability(values));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 12})
  void aTreeOfAnyDepthGivesMllibsPredictionAndProbabilityToTheLastBit(int depth) {
    DecisionTreeClassificationModel tree =
        new DecisionTreeClassifier().setMaxDepth(depth).fit(encoded(FOR_TREES, 1));
    PortableModel model = reread(FOR_TREES, tree);
    assertThat(((TreeEnsemble) model.predictor()).column()).hasSize(tree.numNodes());
    for (Row row : tree.transform(encoded(FOR_TREES, 2)).collectAsList()) {
      double probability = model.probability(row.<Vector>getAs("features").toArray());
      assertThat(probability).isEqualTo(row.<Vector>getAs("probability").apply(1));
      assertThat(probability > 0.5 ? 1.0 : 0.0).isEqualTo(row.<Double>getAs("prediction"));
    }
  }

  private static PortableModel reread(List<Input> inputs, Model<?> mllib) {
    double[] means = new double[Input.width(inputs)];
    PortableModel model = CreditModel.model("m", null, inputs, PredictorExport.of(mllib, means));
    return PortableModel.parse("model.json", model.toJson());
  }

  private static Dataset<Row> encoded(List<Input> inputs, int seed) {
    return InputVectors.of(rows(seed), inputs);
  }

  /** Labels that follow the values, now and then. */
  private static Dataset<Row> rows(int seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      Double amount = gap(random, random.nextDouble());
      Float rate = gap(random, (float) random.nextGaussian());
      String home = gap(random, HOMES.get(random.nextInt(HOMES.size())));
      String city = gap(random, "c" + random.nextInt(seed + 1));
      boolean risky = (amount == null ? 0.6 : amount) + ("RENT".equals(home) ? 0.5 : 0) > 0.9;
      double label = random.nextInt(6) == 0 ? random.nextInt(2) : risky ? 1 : 0;
      rows.add(RowFactory.create(label, RowFactory.create(amount, rate, home, city)));
    }
    StructType values = StructType.fromDDL("amount double, rate float, home string, city string");
    StructType schema =
        new StructType().add("label", DataTypes.DoubleType).add(ScoredRows.INPUTS, values);
    return SharedSpark.session().createDataFrame(rows, schema);
  }

  private static <T> T gap(Random random, T value) {
    return random.nextInt(12) == 0 ? null : value;
  }
}
