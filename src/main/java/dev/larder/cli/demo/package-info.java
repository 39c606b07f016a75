/** The demonstration, and the Redis servers that it starts on this machine. */
package dev.larder.cli.demo;
