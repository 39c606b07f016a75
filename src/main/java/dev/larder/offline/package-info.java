/** Offline stores: where rows are read from, pruned and coerced to the declared types. */
package dev.larder.offline;
