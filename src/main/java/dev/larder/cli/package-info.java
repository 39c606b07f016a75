/**
 * The command line: one picocli class a command, which parses, calls one job, and prints its
 * result. Command classes name no Spark type, since picocli reflects on all of them and half the
 * commands run without Spark: jobs on Spark are called through {@link dev.larder.cli.SparkJobs}.
 */
package dev.larder.cli;
