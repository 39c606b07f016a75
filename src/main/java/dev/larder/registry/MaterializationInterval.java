package dev.larder.registry;

import java.time.Instant;

/** A window of event times, both ends inclusive, that a run loaded into the online store. */
public record MaterializationInterval(Instant start, Instant end) {}
