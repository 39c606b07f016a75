/** Online features and decisions, from the online store and a portable model, without Spark. */
package dev.larder.serving;
