package dev.larder.materialization;

import java.io.Serializable;

/**
 * What rows would do at one server: counted, or estimated from a sample.
 *
 * @param entities newest rows of an entity
 * @param sampled of these, those that were looked up
 * @param fresh entities of which the view has nothing stored
 * @param newer entities whose row would replace what is stored
 * @param older entities whose row would be skipped
 * @param bytes keys, names and values that would be written
 * @param memoryBytes that would be added
 */
record NodeEstimate(
    long entities, long sampled, long fresh, long newer, long older, long bytes, long memoryBytes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final NodeEstimate NONE = new NodeEstimate(0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  NodeEstimate plus(NodeEstimate other) {
    return new NodeEstimate(
        entities + other.entities,
        sampled + other.sampled,
        fresh + other.fresh,
        newer + other.newer,
        older + other.older,
        bytes + other.bytes,
        memoryBytes + other.memoryBytes);
  }

  /** What a sample says of so many entities. */
  NodeEstimate scaledTo(long allEntities) {
    double scale = sampled == 0 ? 0 : (double) allEntities / sampled;
    long scaledFresh = Math.round(fresh * scale);
    long scaledNewer = Math.round(newer * scale);
    return new NodeEstimate(
        allEntities,
        Math.min(sampled, allEntities),
        scaledFresh,
        scaledNewer,
        allEntities - scaledFresh - scaledNewer,
        Math.round(bytes * scale),
        Math.round(memoryBytes * scale));
  }
}
