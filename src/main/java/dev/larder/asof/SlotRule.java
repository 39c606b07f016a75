package dev.larder.asof;

import java.io.Serializable;

/**
 * Which rows of a table count, and what the join may use.
 *
 * @param createdByThen whether a row counts only from its created time on
 * @param maxIndexBytes how much memory a task may use for its index before it works in parts
 */
record SlotRule(boolean createdByThen, long maxIndexBytes) implements Serializable {}
