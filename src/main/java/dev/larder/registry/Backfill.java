package dev.larder.registry;

import dev.larder.registry.proto.FeastProto;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the online store lacks after a change of a view that was materialized before: incremental
 * runs go on from the last end, and rows with equal event times are not written again, so neither
 * fills it.
 *
 * @param features new, of another type, or under new keys
 * @param start the earliest start of the intervals that were materialized
 * @param end the latest end of them
 */
public record Backfill(String view, List<String> features, Instant start, Instant end) {
  public Backfill {
    features = List.copyOf(features);
  }

  /** The command that fills it. */
  public String command() {
    return "larder materialize " + start + " " + end + " -v " + view + " --overwrite";
  }

  /** What a change of a view leaves to fill; empty where nothing was materialized or is missing. */
  static Optional<Backfill> of(
      FeastProto.FeatureView before, FeastProto.FeatureView after, boolean versionedViewNames) {
    List<MaterializationInterval> intervals = RegistryReader.intervals(before.getMeta());
    List<String> features = missing(before, after, versionedViewNames);
    if (intervals.isEmpty() || features.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Backfill(
            after.getSpec().getName(),
            features,
            intervals.stream()
                .map(MaterializationInterval::start)
                .min(Instant::compareTo)
                .orElseThrow(),
            intervals.stream()
                .map(MaterializationInterval::end)
                .max(Instant::compareTo)
                .orElseThrow()));
  }

  private static List<String> missing(
      FeastProto.FeatureView before, FeastProto.FeatureView after, boolean versionedViewNames) {
    boolean otherName =
        versionedViewNames
            && before.getMeta().getCurrentVersionNumber()
                != after.getMeta().getCurrentVersionNumber();
    boolean otherKeys =
        !types(before.getSpec().getEntityColumnsList())
            .equals(types(after.getSpec().getEntityColumnsList()));
    Map<String, Integer> old = types(before.getSpec().getFeaturesList());
    return after.getSpec().getFeaturesList().stream()
        .filter(
            f ->
                otherName
                    || otherKeys
                    || !Integer.valueOf(f.getValueType()).equals(old.get(f.getName())))
        .map(FeastProto.FeatureSpec::getName)
        .toList();
  }

  private static Map<String, Integer> types(List<FeastProto.FeatureSpec> fields) {
    return fields.stream()
        .collect(
            Collectors.toMap(
                FeastProto.FeatureSpec::getName,
                FeastProto.FeatureSpec::getValueType,
                (first, second) -> first));
  }
}
