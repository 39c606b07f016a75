/**
 * How good a model is, and for whom: metrics, drift, groups, importances, gates, and the model card
 * made of them.
 */
package dev.larder.training.evaluation;
