/** How a model is trained: what {@code credit_model.yaml} says, and its readers. */
package dev.larder.training.config;
