/**
 * Point-in-time retrieval and the training set that it writes.
 *
 * <ul>
 *   <li>{@link dev.larder.historical.HistoricalFeaturesJob}: {@code RetrievalInputs} (the {@code
 *       Spine} and the views) → {@code HistoricalFeatures}, which plans the join → {@code
 *       TrainingSetWriter} (rows counted and hashed by {@code RowTally}, in an {@link
 *       dev.larder.historical.OutputDirectory}) with a {@link
 *       dev.larder.historical.TrainingSetManifest}.
 *   <li>{@link dev.larder.historical.RecreateTrainingSetJob}: a manifest → the same once more →
 *       {@code ManifestDifferences}.
 *   <li>{@link dev.larder.historical.DryRunJob}: {@code SpineProfile} and {@code SourceProfile} →
 *       what it would take; nothing is written.
 *   <li>{@link dev.larder.historical.JoinExplanationJob}: {@code TrainingSetSample} → {@code
 *       CandidateRows} → {@code ViewJudge} by {@code CandidateVerdicts}, which shares nothing with
 *       the join that it checks → {@code ReadableExplanation}.
 * </ul>
 */
package dev.larder.historical;
