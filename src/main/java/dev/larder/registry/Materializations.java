package dev.larder.registry;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.FeatureViewMeta;
import dev.larder.registry.proto.FeastProto.FeatureViewState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Records in a registry message that a view was materialized, as Feast does. */
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
    meta.setState(FeatureViewState.AVAILABLE_ONLINE)
        .setLastUpdatedTimestamp(ProtoTimes.timestamp(now));
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
