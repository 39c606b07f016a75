/**
 * Newest row per (key, time slot) and newest row per key: as operators of our own ({@link
 * dev.larder.asof.OperatorAsOf}), which hash and never sort, and in plain SQL ({@link
 * dev.larder.asof.SqlAsOf}). All use of Spark's query planner and its rows is here.
 */
package dev.larder.asof;
