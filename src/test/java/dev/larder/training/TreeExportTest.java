package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeExportTest {
  private static final int INPUTS = 4;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 12})
  void aTreeOfAnyDepthGivesMllibsPredictionAndProbability(int depth) {
    DecisionTreeClassificationModel tree =
        new DecisionTreeClassifier().setMaxDepth(depth).fit(rows(2000, 1));
    PortableModel model =
        new PortableModel(
            1,
            "m",
            null,
            IntStream.range(0, INPUTS)
                .mapToObj(i -> Input.number("x" + i, null, InputType.DOUBLE))
                .toList(),
            TreeExport.nodes(tree),
            0.5,
            Map.of());
    assertThat(model.nodes()).hasSize(tree.numNodes());
    PortableModel reread = PortableModel.parse("model.json", model.toJson());
    for (Row row : tree.transform(rows(2000, 2)).collectAsList()) {
      double probability = reread.probability(row.<Vector>getAs("features").toArray());
      assertThat(probability).isEqualTo(row.<Vector>getAs("probability").apply(1));
      assertThat(probability > 0.5 ? 1.0 : 0.0).isEqualTo(row.<Double>getAs("prediction"));
    }
  }

  /** Labels that follow the values, now and then. */
  private static Dataset<Row> rows(int count, int seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] values = {
        random.nextDouble(), random.nextInt(5) / 4.0, random.nextFloat(), random.nextGaussian()
      };
      boolean risky = values[0] + values[1] > 1.2 || values[3] > 1;
      double label = random.nextInt(6) == 0 ? random.nextInt(2) : risky ? 1 : 0;
      rows.add(RowFactory.create(label, Vectors.dense(values)));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    return SharedSpark.session().createDataFrame(rows, schema);
  }
}
