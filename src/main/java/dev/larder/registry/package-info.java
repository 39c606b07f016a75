/** Feast's {@code registry.db}: load, diff, apply and save; materialization intervals. */
package dev.larder.registry;
