package dev.larder.training.evaluation;

import dev.larder.report.ModelCard.CalibrationBin;
import dev.larder.report.ModelCard.CurvePoint;
import dev.larder.report.ModelCard.ScoreBin;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass over the distinct scores of a part, the greatest first. All sums are exact for any
 * number of rows, and only some hundreds of points of the curve are kept.
 */
final class ScoreScan {
  /** Of the calibration. */
  static final int BINS = 10;

  /** Of the distribution. */
  private static final int SCORE_BINS = 40;

  /** How far apart two points of the curve are, in recall and false positive rate together. */
  private static final double STEP = 1 / 200.0;

  private final long rows;
  private final long positives;
  private final long negatives;
  private final double threshold;

  private long seen;
  private long seenPositives;
  private long rejected;
  private long rejectedPositives;

  /** Twice the pairs in which the positive has the greater score, so that ties are whole too. */
  private long doublePairs;

  private double precisions;
  private double squares;
  private double logs;
  private double ks;

  private final long[] binRows = new long[BINS];
  private final long[] binPositives = new long[BINS];
  private final double[] binProbabilities = new double[BINS];

  private final long[] stepRows = new long[SCORE_BINS];
  private final long[] stepPositives = new long[SCORE_BINS];

  private final List<CurvePoint> curve = new ArrayList<>();

  /**
   * A pass.
   *
   * @param rows how many there will be in all
   * @param positives how many of them have label 1
   * @param threshold from which on a score means: reject
   */
  ScoreScan(long rows, long positives, double threshold) {
    this.rows = rows;
    this.positives = positives;
    this.negatives = rows - positives;
    this.threshold = threshold;
    if (positives > 0 && negatives > 0) {
      curve.add(new CurvePoint(1, 0, 0, 1));
    }
  }

  /** Adds the rows that share a score, which is less than those before. */
  void add(double score, long scoreRows, long scorePositives) {
    long scoreNegatives = scoreRows - scorePositives;
    bin(score, scoreRows, scorePositives);
    int step = (int) Math.min(SCORE_BINS - 1, score * SCORE_BINS);
    stepRows[step] += scoreRows;
    stepPositives[step] += scorePositives;
    seen += scoreRows;
    seenPositives += scorePositives;
    doublePairs += scorePositives * (2 * (negatives - seen + seenPositives) + scoreNegatives);
    precisions += scorePositives * ((double) seenPositives / seen);
    squares += scorePositives * (1 - score) * (1 - score) + scoreNegatives * score * score;
    logs -= scorePositives * log(score) + scoreNegatives * log(1 - score);
    if (score >= threshold) {
      rejected = seen;
      rejectedPositives = seenPositives;
    }
    if (positives > 0 && negatives > 0) {
      curve(score);
    }
  }

  /** Rows of one score stay together, in the bin that the first of them falls into. */
  private void bin(double score, long scoreRows, long scorePositives) {
    int bin = (int) (seen * BINS / rows);
    binRows[bin] += scoreRows;
    binPositives[bin] += scorePositives;
    binProbabilities[bin] += score * scoreRows;
  }

  private static double log(double probability) {
    return Math.log(Math.max(Math.ulp(1.0), Math.min(1 - Math.ulp(1.0), probability)));
  }

  private void curve(double score) {
    double recall = (double) seenPositives / positives;
    double falsePositiveRate = (double) (seen - seenPositives) / negatives;
    ks = Math.max(ks, Math.abs(recall - falsePositiveRate));
    CurvePoint last = curve.get(curve.size() - 1);
    if (recall - last.recall() + falsePositiveRate - last.falsePositiveRate() >= STEP
        || seen == rows) {
      curve.add(new CurvePoint(score, falsePositiveRate, recall, (double) seenPositives / seen));
    }
  }

  /** What all rows together say. */
  Metrics metrics() {
    boolean both = positives > 0 && negatives > 0;
    long hits = rejectedPositives + negatives - (rejected - rejectedPositives);
    return new Metrics(
        rows,
        positives,
        both ? doublePairs / 2.0 / ((double) positives * negatives) : null,
        positives > 0 ? precisions / positives : null,
        both ? ks : null,
        rows > 0 ? squares / rows : null,
        rows > 0 ? logs / rows : null,
        rows > 0 ? calibrationError() : null,
        ratio(rows - rejected, rows),
        ratio(hits, rows),
        ratio(rejectedPositives, rejected),
        ratio(rejectedPositives, positives),
        ratio(2 * rejectedPositives, rejected + positives));
  }

  private double calibrationError() {
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(binProbabilities[bin] - binPositives[bin]);
    }
    return error / rows;
  }

  private static Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  List<CurvePoint> curve() {
    return curve;
  }

  /** The rows by their scores, between 0 and 1 in equal steps. */
  List<ScoreBin> scores() {
    List<ScoreBin> scores = new ArrayList<>();
    for (int step = 0; step < SCORE_BINS; step++) {
      scores.add(new ScoreBin(stepRows[step], stepPositives[step]));
    }
    return scores;
  }

  /** The bins that have rows, by falling probability. */
  List<CalibrationBin> bins() {
    List<CalibrationBin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (binRows[bin] > 0) {
        bins.add(
            new CalibrationBin(
                binRows[bin],
                binProbabilities[bin] / binRows[bin],
                (double) binPositives[bin] / binRows[bin]));
      }
    }
    return bins;
  }
}
