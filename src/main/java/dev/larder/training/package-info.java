/**
 * Training set → MLlib pipeline → evaluation → portable model.
 *
 * <p>{@link dev.larder.training.TrainJob}, from the rows to the model directory:
 *
 * <ol>
 *   <li>{@code TrainingSet} and {@code ColumnPlan}: what each column is to the model.
 *   <li>{@code Parts}: train, validation and test, by {@code TimeSplit} or {@code HashSplit}.
 *   <li>{@code Preparation}: what the train part says of the inputs ({@code InputProfile}), and how
 *       they become numbers ({@code InputEncoder}, {@code TextEncodings}).
 *   <li>{@code Search}: candidates, each trained by {@code Classifiers}; the validation part
 *       chooses.
 *   <li>{@code CrossFit} → {@code Calibrations} → {@code Thresholds}.
 *   <li>{@code ModelExport} ({@code PredictorExport}, {@code TreeExport}): the portable model.
 *   <li>{@link dev.larder.training.evaluation}: metrics, gates and what the model card shows.
 *   <li>{@code ModelDirectory}: published as a whole, or not at all.
 * </ol>
 */
package dev.larder.training;
