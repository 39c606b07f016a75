package dev.larder.historical;

import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.historical.TrainingSetSample.SampleRow;
import dev.larder.offline.OfflineStore;
import dev.larder.report.JoinExplanation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Explains a training set that has just been written: finds anew, by the rules alone, what some of
 * its rows should hold, and checks that they do.
 */
public final class JoinExplanationJob {
  /** How many rows are looked at, to find the cases that there are. */
  private static final int SAMPLE = 500;

  /** How many rows are explained. */
  private static final int ROWS = 10;

  private final SparkSession spark;
  private final OfflineStore store;
  private final Definitions definitions;
  private final TrainingSetManifest manifest;
  private final String directory;

  /**
   * A job.
   *
   * @param manifest of the training set
   * @param directory where the training set lies
   */
  public JoinExplanationJob(
      SparkSession spark,
      OfflineStore store,
      Definitions definitions,
      TrainingSetManifest manifest,
      String directory) {
    this.spark = spark;
    this.store = store;
    this.definitions = definitions;
    this.manifest = manifest;
    this.directory = directory;
  }

  /**
   * Reads, judges and checks.
   *
   * @throws IllegalStateException where a row holds something else than the rules say
   */
  public JoinExplanation run() {
    List<FeatureViewProjection> projections =
        definitions.resolve(manifest.request().featureService(), manifest.request().features());
    TrainingSetSample sample = new TrainingSetSample(spark, manifest, directory, projections);
    List<JudgedRow> judged = judged(sample.read(SAMPLE), projections);
    return new ReadableExplanation(definitions, projections, manifest)
        .of(Variety.choose(judged, ROWS));
  }

  private List<JudgedRow> judged(List<SampleRow> rows, List<FeatureViewProjection> projections) {
    ViewJudge judge = new ViewJudge(store, manifest);
    List<List<JudgedView>> views = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      views.add(judge.judge(projections.get(p), rows, p));
    }
    return IntStream.range(0, rows.size())
        .mapToObj(i -> new JudgedRow(rows.get(i), views.stream().map(v -> v.get(i)).toList()))
        .toList();
  }
}
