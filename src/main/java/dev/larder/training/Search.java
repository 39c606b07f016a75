package dev.larder.training;

import dev.larder.training.config.Algorithm;
import dev.larder.training.config.Algorithm.GradientBoostedTrees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Trains all candidates on the train part, and takes the one with the greatest area under the ROC
 * curve on the validation part; of equal ones the first.
 */
final class Search {
  private final Dataset<Row> train;
  private final Dataset<Row> validation;
  private final long seed;

  /**
   * A candidate that was trained.
   *
   * @param auc on the validation part
   */
  record Candidate(
      Algorithm algorithm, ProbabilisticClassificationModel<Vector, ?> model, double auc) {}

  Search(Dataset<Row> rows, long seed) {
    this.train = Parts.train(rows);
    this.validation = Parts.validation(rows);
    this.seed = seed;
  }

  /** All candidates, the best first. */
  List<Candidate> run(List<Algorithm> algorithms) {
    Map<Algorithm, Candidate> candidates = new LinkedHashMap<>();
    SideBySide.run(
            List.copyOf(fits(algorithms).entrySet()),
            fit -> candidates(fit.getKey(), fit.getValue()))
        .forEach(found -> found.forEach(c -> candidates.put(c.algorithm(), c)));
    return algorithms.stream()
        .map(candidates::get)
        .sorted(Comparator.comparing(Candidate::auc).reversed())
        .toList();
  }

  /**
   * The candidates, by the one that has to be trained for them: a boosted model of fewer trees is
   * the beginning of one with more.
   */
  private static Map<Algorithm, List<Algorithm>> fits(List<Algorithm> algorithms) {
    Map<Algorithm, List<Algorithm>> same =
        algorithms.stream()
            .distinct()
            .collect(
                Collectors.groupingBy(
                    a -> a instanceof GradientBoostedTrees b ? b.withTrees(1) : a,
                    LinkedHashMap::new,
                    Collectors.toList()));
    Map<Algorithm, List<Algorithm>> fits = new LinkedHashMap<>();
    same.values()
        .forEach(
            group ->
                fits.put(
                    group.stream().max(Comparator.comparing(Search::trees)).orElseThrow(), group));
    return fits;
  }

  private static int trees(Algorithm algorithm) {
    return algorithm instanceof GradientBoostedTrees boosted ? boosted.trees() : 0;
  }

  private List<Candidate> candidates(Algorithm largest, List<Algorithm> beginnings) {
    ProbabilisticClassificationModel<Vector, ?> model = Classifiers.fit(largest, train, seed);
    List<Candidate> candidates = new ArrayList<>();
    for (Algorithm algorithm : beginnings) {
      candidates.add(candidate(algorithm, beginning(model, trees(algorithm))));
    }
    return candidates;
  }

  private Candidate candidate(
      Algorithm algorithm, ProbabilisticClassificationModel<Vector, ?> model) {
    return new Candidate(algorithm, model, RankedScores.of(Scores.of(model, validation)).auc());
  }

  private static ProbabilisticClassificationModel<Vector, ?> beginning(
      ProbabilisticClassificationModel<Vector, ?> model, int trees) {
    return model instanceof GBTClassificationModel boosted && boosted.trees().length > trees
        ? new GBTClassificationModel(
            boosted.uid(),
            Arrays.copyOf(boosted.trees(), trees),
            Arrays.copyOf(boosted.treeWeights(), trees))
        : model;
  }
}
