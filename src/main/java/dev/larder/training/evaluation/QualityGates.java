package dev.larder.training.evaluation;

import java.util.Optional;

/**
 * What a model must reach to be published; empty gates are not asked.
 *
 * @param minAuc the least area under the ROC curve on the validation part
 * @param minKs the least Kolmogorov-Smirnov distance on the validation part
 * @param maxCalibrationError the greatest mean distance of predicted and observed shares, on the
 *     validation part
 * @param maxPsi the greatest population stability index between the parts, of the score and of each
 *     input
 * @param minLabelShare the least share of label 1 in each part
 * @param maxLabelShare the greatest share of label 1 in each part
 * @param maxMissingShare the greatest share of rows that lack one input
 * @param maxSingleFeatureAuc the greatest area under the ROC curve that one input alone may reach:
 *     more means that it knows the label
 * @param minAdverseImpactRatio the least approval rate of each protected group, as a part of that
 *     of the group that is approved most
 */
public record QualityGates(
    Optional<Double> minAuc,
    Optional<Double> minKs,
    Optional<Double> maxCalibrationError,
    Optional<Double> maxPsi,
    Optional<Double> minLabelShare,
    Optional<Double> maxLabelShare,
    Optional<Double> maxMissingShare,
    Optional<Double> maxSingleFeatureAuc,
    Optional<Double> minAdverseImpactRatio) {}
