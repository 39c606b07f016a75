/**
 * Small files (definitions, registry, model, results): read, write whole, write only if unchanged.
 */
package dev.larder.storage;
