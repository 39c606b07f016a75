package dev.larder.asof;

import java.io.Serializable;

/**
 * How rows are reduced before they are moved.
 *
 * @param createdByThen as in {@link SlotRule}
 * @param hashBits how many bits of a key's hash the slots were packed by
 * @param maxIndexBytes how much memory a task may use for the rows that it keeps back
 */
record Reduction(boolean createdByThen, int hashBits, long maxIndexBytes) implements Serializable {}
