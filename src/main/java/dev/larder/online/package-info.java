/**
 * Feast's layout in Redis: keys, field names, values, slots; and the one client of a Redis Cluster.
 */
package dev.larder.online;
