package dev.larder.registry;

import dev.larder.feature.DataSource;
import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.registry.proto.FeastProto;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One project of a registry message as definitions and intervals. */
final class RegistryReader {
  private final FeastProto.Registry message;
  private final String project;

  RegistryReader(FeastProto.Registry message, String project) {
    this.message = message;
    this.project = project;
  }

  Registry read() {
    Map<String, FeatureView> plain = plainViews().collect(byName(FeatureView::name));
    Map<String, FeatureView> other = otherViews().collect(byName(FeatureView::name));
    Map<String, FeatureView> views = new LinkedHashMap<>(plain);
    other.forEach(views::putIfAbsent);
    List<FeatureService> services =
        message.getFeatureServicesList().stream()
            .filter(s -> s.getSpec().getProject().equals(project))
            .map(s -> FeatureServiceCodec.read(s, views))
            .toList();
    Definitions definitions =
        Definitions.of(project, entities(), sources(views).values(), views.values(), services);
    return new Registry(
        definitions, intervals(), created(), other.keySet(), message.getVersionId());
  }

  /** Whether the file knows the project. */
  boolean hasProject() {
    return projects().contains(project);
  }

  /** The file's projects: by their own entries, or, in old files, by an object of theirs. */
  Set<String> projects() {
    return Stream.of(
            message.getProjectsList().stream().map(p -> p.getSpec().getName()),
            message.getProjectMetadataList().stream().map(FeastProto.ProjectMetadata::getProject),
            message.getEntitiesList().stream().map(e -> e.getSpec().getProject()))
        .flatMap(Function.identity())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Entity> entities() {
    return message.getEntitiesList().stream()
        .filter(e -> e.getSpec().getProject().equals(project))
        .map(EntityCodec::read)
        .filter(e -> !e.name().equals(Entity.DUMMY_NAME))
        .toList();
  }

  private Stream<FeatureView> plainViews() {
    return message.getFeatureViewsList().stream()
        .filter(v -> v.getSpec().getProject().equals(project))
        .map(FeatureViewCodec::read);
  }

  private Stream<FeatureView> otherViews() {
    return Stream.of(
            message.getStreamFeatureViewsList().stream()
                .filter(v -> v.getSpec().getProject().equals(project))
                .map(OtherViewCodec::readStream),
            message.getOnDemandFeatureViewsList().stream()
                .filter(v -> v.getSpec().getProject().equals(project))
                .map(OtherViewCodec::readOnDemand),
            message.getLabelViewsList().stream()
                .filter(v -> v.getSpec().getProject().equals(project))
                .map(OtherViewCodec::readLabel))
        .flatMap(Function.identity());
  }

  /** The listed sources, and those that old files hold in their views alone. */
  private Map<String, DataSource> sources(Map<String, FeatureView> views) {
    Stream<DataSource> listed =
        message.getDataSourcesList().stream()
            .filter(s -> s.getProject().equals(project))
            .map(DataSourceCodec::read);
    Stream<DataSource> embedded =
        views.values().stream().map(FeatureView::source).filter(Objects::nonNull);
    return Stream.concat(listed, embedded).collect(byName(DataSource::name));
  }

  private Map<String, List<MaterializationInterval>> intervals() {
    Map<String, List<MaterializationInterval>> byView = new LinkedHashMap<>();
    metas().forEach((view, meta) -> byView.put(view, intervals(meta)));
    return byView;
  }

  private Map<String, Instant> created() {
    Map<String, Instant> byView = new LinkedHashMap<>();
    metas()
        .forEach(
            (view, meta) -> {
              if (meta.hasCreatedTimestamp()) {
                byView.put(view, ProtoTimes.instant(meta.getCreatedTimestamp()));
              }
            });
    return byView;
  }

  /** Of the views that can be materialized. */
  private Map<String, FeastProto.FeatureViewMeta> metas() {
    Map<String, FeastProto.FeatureViewMeta> byView = new LinkedHashMap<>();
    message.getFeatureViewsList().stream()
        .filter(v -> v.getSpec().getProject().equals(project))
        .forEach(v -> byView.put(v.getSpec().getName(), v.getMeta()));
    message.getStreamFeatureViewsList().stream()
        .filter(v -> v.getSpec().getProject().equals(project))
        .forEach(v -> byView.put(v.getSpec().getName(), v.getMeta()));
    return byView;
  }

  static List<MaterializationInterval> intervals(FeastProto.FeatureViewMeta meta) {
    return Materializations.merged(meta.getMaterializationIntervalsList()).stream()
        .map(
            i ->
                new MaterializationInterval(
                    ProtoTimes.instant(i.getStartTime()), ProtoTimes.instant(i.getEndTime())))
        .toList();
  }

  private static <T> Collector<T, ?, Map<String, T>> byName(Function<T, String> name) {
    return Collectors.toMap(
        name, Function.identity(), (first, second) -> first, LinkedHashMap::new);
  }
}
