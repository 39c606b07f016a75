/** Newest row per (key, time slot) and newest row per key. */
package dev.larder.asof;
