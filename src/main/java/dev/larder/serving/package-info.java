/**
 * Online features and decisions, from the online store and a portable model, without Spark.
 *
 * <ul>
 *   <li>Features: {@link dev.larder.serving.OnlineFeaturesRequest} → {@code EntityRowReader} and
 *       {@link dev.larder.serving.FeatureLookup} (what is where) → {@link
 *       dev.larder.serving.OnlineFeatures} → {@link dev.larder.serving.OnlineFeaturesResponse}.
 *   <li>Decisions: {@code ScoringRequestReader} → {@link dev.larder.serving.Scoring}, which reads
 *       the features and asks the model → {@link dev.larder.serving.Decision}.
 * </ul>
 */
package dev.larder.serving;
