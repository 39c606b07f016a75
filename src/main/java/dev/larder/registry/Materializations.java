package dev.larder.registry;

import com.google.protobuf.Timestamp;
import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.FeatureViewMeta;
import dev.larder.registry.proto.FeastProto.FeatureViewState;
import dev.larder.registry.proto.FeastProto.MaterializationInterval;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records in a registry message that a view was materialized, as Feast does; but intervals between
 * which no event time lies are made one, so that their number stays small.
 */
final class Materializations {
  private final String project;
  private final Instant now;

  Materializations(String project, Instant now) {
    this.project = project;
    this.now = now;
  }

  /**
   * The registry with one more interval.
   *
   * @throws UserException where there is no such view
   */
  FeastProto.Registry append(
      FeastProto.Registry registry, String view, Instant start, Instant end) {
    FeastProto.Registry.Builder builder = registry.toBuilder();
    for (FeastProto.FeatureView.Builder v : builder.getFeatureViewsBuilderList()) {
      if (isIt(v.getSpec().getProject(), v.getSpec().getName(), view)) {
        append(v.getMetaBuilder(), start, end);
        return builder.build();
      }
    }
    for (FeastProto.StreamFeatureView.Builder v : builder.getStreamFeatureViewsBuilderList()) {
      if (isIt(v.getSpec().getProject(), v.getSpec().getName(), view)) {
        append(v.getMetaBuilder(), start, end);
        return builder.build();
      }
    }
    throw new UserException(
        "project " + project,
        "There is no feature view '" + view + "'." + DidYouMean.hint(view, names(registry)));
  }

  private boolean isIt(String itsProject, String itsName, String name) {
    return itsProject.equals(project) && itsName.equals(name);
  }

  private void append(FeatureViewMeta.Builder meta, Instant start, Instant end) {
    meta.addMaterializationIntervalsBuilder()
        .setStartTime(ProtoTimes.timestamp(start))
        .setEndTime(ProtoTimes.timestamp(end));
    List<MaterializationInterval> merged = merged(meta.getMaterializationIntervalsList());
    meta.clearMaterializationIntervals()
        .addAllMaterializationIntervals(merged)
        .setState(FeatureViewState.AVAILABLE_ONLINE)
        .setLastUpdatedTimestamp(ProtoTimes.timestamp(now));
  }

  /**
   * The same event times in as few intervals as possible, by their start. Event times are whole
   * microseconds.
   */
  static List<MaterializationInterval> merged(List<MaterializationInterval> intervals) {
    List<MaterializationInterval> merged = new ArrayList<>();
    intervals.stream()
        .sorted(Comparator.comparing(i -> ProtoTimes.instant(i.getStartTime())))
        .forEach(
            next -> {
              int last = merged.size() - 1;
              if (last >= 0 && touch(merged.get(last), next)) {
                merged.set(last, both(merged.get(last), next));
              } else {
                merged.add(next);
              }
            });
    return merged;
  }

  private static boolean touch(MaterializationInterval earlier, MaterializationInterval later) {
    Instant following = ProtoTimes.instant(earlier.getEndTime()).plus(1, ChronoUnit.MICROS);
    return !ProtoTimes.instant(later.getStartTime()).isAfter(following);
  }

  private static MaterializationInterval both(
      MaterializationInterval earlier, MaterializationInterval later) {
    Timestamp end =
        Stream.of(earlier.getEndTime(), later.getEndTime())
            .max(Comparator.comparing(ProtoTimes::instant))
            .orElseThrow();
    return earlier.toBuilder().setEndTime(end).mergeUnknownFields(later.getUnknownFields()).build();
  }

  private List<String> names(FeastProto.Registry registry) {
    return Stream.concat(
            registry.getFeatureViewsList().stream()
                .filter(v -> v.getSpec().getProject().equals(project))
                .map(v -> v.getSpec().getName()),
            registry.getStreamFeatureViewsList().stream()
                .filter(v -> v.getSpec().getProject().equals(project))
                .map(v -> v.getSpec().getName()))
        .toList();
  }
}
