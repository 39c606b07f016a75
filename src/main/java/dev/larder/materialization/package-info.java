/**
 * The newest value per entity, placed by slot, into the online store.
 *
 * <ul>
 *   <li>{@link dev.larder.materialization.MaterializeJob}: {@code RequestedWindows} (which views,
 *       which event times) → {@code NewestRows} (one exchange, to partitions of {@code
 *       SlotPlacement}) → {@code ViewWriter} in each task ({@code RowEncoder}, then the online
 *       store's writer) → {@link dev.larder.materialization.ViewResult}, and the interval in the
 *       registry.
 *   <li>{@link dev.larder.materialization.MaterializeDryRun}: the same rows → {@code ViewEstimator}
 *       → {@link dev.larder.materialization.MaterializationEstimate}; nothing is written.
 *   <li>{@link dev.larder.materialization.VerifyJob}: the newest rows of {@code RecordedIntervals}
 *       → {@code ViewVerifier}, and {@code StoredKeys} for what the store has beyond them → {@code
 *       Findings}.
 *   <li>Meanwhile {@code ProgressListener} makes {@link dev.larder.materialization.ViewProgress} of
 *       the tasks' {@code LiveCounts}.
 * </ul>
 */
package dev.larder.materialization;
