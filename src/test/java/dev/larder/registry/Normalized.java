package dev.larder.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.registry.proto.FeastProto;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A registry without times and random ids, its objects sorted by name: to compare two of them. */
final class Normalized {
  private Normalized() {}

  static FeastProto.Registry of(FeastProto.Registry registry) {
    FeastProto.Registry.Builder builder =
        registry.toBuilder()
            .clearVersionId()
            .clearLastUpdated()
            .clearFeatureViewVersionHistory()
            // Feast's Python API leaves this old twin of the projects, its command does not.
            .clearProjectMetadata();
    builder
        .clearEntities()
        .addAllEntities(
            sorted(
                registry.getEntitiesList(),
                e -> e.getSpec().getName(),
                e -> e.toBuilder().clearMeta().build()))
        .clearDataSources()
        .addAllDataSources(
            sorted(
                registry.getDataSourcesList(),
                FeastProto.DataSource::getName,
                Normalized::withoutTimes))
        .clearFeatureViews()
        .addAllFeatureViews(
            sorted(
                registry.getFeatureViewsList(),
                v -> v.getSpec().getName(),
                Normalized::withoutTimes))
        .clearFeatureServices()
        .addAllFeatureServices(
            sorted(
                registry.getFeatureServicesList(),
                s -> s.getSpec().getName(),
                Normalized::withoutTimes))
        .clearProjects()
        .addAllProjects(
            sorted(
                registry.getProjectsList(),
                p -> p.getSpec().getName(),
                p -> p.toBuilder().clearMeta().build()));
    return builder.build();
  }

  /** The history: the views by name and number of version. */
  static SortedMap<String, FeastProto.FeatureView> history(FeastProto.Registry registry) {
    return registry.getFeatureViewVersionHistory().getRecordsList().stream()
        .collect(
            Collectors.toMap(
                r ->
                    String.join(
                        " ",
                        r.getProjectId(),
                        r.getFeatureViewType(),
                        r.getFeatureViewName(),
                        Integer.toString(r.getVersionNumber())),
                r -> withoutTimes(parse(r)),
                (first, second) -> first,
                TreeMap::new));
  }

  private static FeastProto.FeatureView parse(FeastProto.FeatureViewVersionRecord version) {
    try {
      return FeastProto.FeatureView.parseFrom(version.getFeatureViewProto());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <M> List<M> sorted(
      List<M> messages, Function<M, String> name, Function<M, M> normalize) {
    return messages.stream().sorted(Comparator.comparing(name)).map(normalize).toList();
  }

  private static FeastProto.DataSource withoutTimes(FeastProto.DataSource source) {
    return source.toBuilder().clearMeta().build();
  }

  private static FeastProto.FeatureView withoutTimes(FeastProto.FeatureView view) {
    FeastProto.FeatureView.Builder builder = view.toBuilder();
    builder.getMetaBuilder().clearCreatedTimestamp().clearLastUpdatedTimestamp();
    builder.getSpecBuilder().setBatchSource(withoutTimes(view.getSpec().getBatchSource()));
    return builder.build();
  }

  private static FeastProto.FeatureService withoutTimes(FeastProto.FeatureService service) {
    FeastProto.FeatureService.Builder builder = service.toBuilder().clearMeta();
    builder
        .getSpecBuilder()
        .getFeaturesBuilderList()
        .forEach(p -> p.setBatchSource(withoutTimes(p.getBatchSource())));
    return builder.build();
  }
}
