/**
 * The domain, in Feast's words, as immutable records; read from YAML, with every error and its
 * place.
 */
package dev.larder.feature;
