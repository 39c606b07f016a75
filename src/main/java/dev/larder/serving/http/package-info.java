/**
 * The server of {@code larder serve}: HTTP in front of the online features and the decision.
 *
 * <p>{@link dev.larder.serving.http.FeatureServer} listens; {@code Front} takes each request to its
 * {@code Endpoint}, within limits; {@code Deployments} holds the registry's definitions and the
 * model, and renews them; {@code Readers} lends the connections to the online store.
 */
package dev.larder.serving.http;
