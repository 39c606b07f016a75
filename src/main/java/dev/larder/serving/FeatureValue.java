package dev.larder.serving;

import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import java.time.Instant;

/**
 * One feature of one entity row, as the online store has it.
 *
 * @param value of the stored type's Java type: {@code byte[]}, String, Integer, Long, Double,
 *     Float, Boolean, Long seconds, or a list of them; null for none
 * @param eventTimestamp when it was true; null where the view was never materialized for this
 *     entity
 */
public record FeatureValue(
    FeatureViewProjection projection, Field feature, Object value, Instant eventTimestamp) {}
