package dev.larder.asof;

import java.io.Serializable;

/**
 * Where the newest row of each key is looked for.
 *
 * @param perPartition whether each partition is looked at alone, only to have fewer rows: then one
 *     key may even come several times from one partition, where memory is short
 * @param maxIndexBytes how much memory a task may use for its index
 */
record NewestScope(boolean perPartition, long maxIndexBytes) implements Serializable {}
