package dev.larder.training.evaluation;

import dev.larder.JsonRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well a model does on a part. What is undefined is null: a curve where only one label occurs,
 * precision where nothing is rejected.
 *
 * @param positives rows with label 1
 * @param auc the area under the ROC curve: how often a positive gets a greater probability than a
 *     negative, half counted where they are equal (Hanley and McNeil, "The meaning and use of the
 *     area under a receiver operating characteristic curve", 1982)
 * @param averagePrecision precision averaged over the thresholds, weighted by the recall that each
 *     adds
 * @param ks Kolmogorov and Smirnov's distance between the probabilities of positives and negatives:
 *     the greatest difference of their cumulative shares
 * @param brier the mean square of the difference between probability and label (Brier,
 *     "Verification of forecasts expressed in terms of probability", 1950)
 * @param logLoss the mean of minus the natural logarithm of the probability given to the label that
 *     came true; probabilities of 0 and 1 count as one ulp off
 * @param calibrationError the expected calibration error: the mean distance between predicted and
 *     observed rate in {@value ScoreScan#BINS} bins of about equally many rows, weighted by their
 *     rows (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
 *     binning", 2015, there with bins of equal width)
 * @param approvalRate the share of the rows below the threshold
 * @param accuracy at the threshold, as the following
 */
public record Metrics(
    long rows,
    long positives,
    Double auc,
    Double averagePrecision,
    Double ks,
    Double brier,
    Double logLoss,
    Double calibrationError,
    Double approvalRate,
    Double accuracy,
    Double precision,
    Double recall,
    Double f1) {

  /** By the names that they have in {@code metrics.json}. */
  Map<String, Number> asMap() {
    Map<String, Number> map = new LinkedHashMap<>();
    JsonRecord.asMap(this).forEach((name, value) -> map.put(name, (Number) value));
    return map;
  }
}
