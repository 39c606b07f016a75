/** The portable model: encoders, trees, scoring; plain Java. */
package dev.larder.model;
