package dev.larder.model;

/**
 * What a model says of one applicant, and how it came to it.
 *
 * @param probability of the label 1, calibrated
 * @param reference the predictor's raw answer for whom nothing is known of
 * @param contributions of the inputs, in their order: what each moved the raw answer by, away from
 *     the reference and before calibration; positive towards the label 1
 * @param missing which of the inputs have no value
 */
public record Score(
    double probability, double reference, double[] contributions, boolean[] missing) {}
