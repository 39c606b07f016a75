package dev.larder.registry;

import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.registry.proto.FeastProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Feature services to and from Feast's message. */
final class FeatureServiceCodec {
  private static final String VIEW_TYPE = "featureView";

  private FeatureServiceCodec() {}

  /**
   * The service of a message.
   *
   * @param views all views of the project by name; what the service asks of views that are not
   *     there makes it unsupported
   */
  static FeatureService read(FeastProto.FeatureService message, Map<String, FeatureView> views) {
    FeastProto.FeatureServiceSpec spec = message.getSpec();
    List<String> problems = new ArrayList<>();
    if (spec.getPrecomputeOnline()) {
      problems.add("It is precomputed (precompute_online), which Larder does not do.");
    }
    List<FeatureViewProjection> projections =
        spec.getFeaturesList().stream()
            .map(p -> readProjection(p, views, problems))
            .flatMap(Optional::stream)
            .toList();
    return new FeatureService(
        spec.getName(),
        projections,
        spec.getDescription(),
        spec.getTagsMap(),
        spec.getOwner(),
        problems.isEmpty() ? null : String.join(" ", problems));
  }

  /**
   * The message of a service.
   *
   * @param existing what the registry holds of it, or an empty message; its times and what Larder
   *     does not know stay
   * @param views the messages of the views that it takes features from
   */
  static FeastProto.FeatureService write(
      FeatureService service,
      String project,
      FeastProto.FeatureService existing,
      Map<String, FeastProto.FeatureView> views) {
    FeastProto.FeatureServiceSpec old = existing.getSpec();
    FeastProto.FeatureServiceSpec spec =
        old.toBuilder()
            .setName(service.name())
            .setProject(project)
            .clearFeatures()
            .addAllFeatures(
                service.projections().stream()
                    .map(p -> writeProjection(p, old, views.get(p.view().name()).getSpec()))
                    .toList())
            .clearPrecomputeOnline()
            .setDescription(service.description())
            .clearTags()
            .putAllTags(service.tags())
            .setOwner(service.owner())
            .build();
    return existing.toBuilder().setSpec(spec).build();
  }

  private static Optional<FeatureViewProjection> readProjection(
      FeastProto.FeatureViewProjection message,
      Map<String, FeatureView> views,
      List<String> problems) {
    String name = message.getFeatureViewName();
    FeatureView view = views.get(name);
    if (view == null) {
      problems.add("It takes features from '" + name + "', which is not in the registry.");
      return Optional.empty();
    }
    if (message.hasVersionTag() && message.getVersionTag() != view.versionNumber()) {
      problems.add(
          "It asks for version "
              + message.getVersionTag()
              + " of '"
              + name
              + "', and Larder uses the current one alone.");
    }
    List<String> wanted =
        message.getFeatureColumnsList().stream()
            .map(FeastProto.FeatureSpec::getName)
            .filter(f -> !view.joinKeys().contains(f))
            .toList();
    wanted.stream()
        .filter(f -> !view.featureNames().contains(f))
        .forEach(f -> problems.add("It takes '" + name + ":" + f + "', which the view has not."));
    List<Field> features =
        wanted.stream().filter(view.featureNames()::contains).map(view::feature).toList();
    return Optional.of(
        new FeatureViewProjection(
            view, message.getFeatureViewNameAlias(), features, message.getJoinKeyMapMap()));
  }

  private static FeastProto.FeatureViewProjection writeProjection(
      FeatureViewProjection projection,
      FeastProto.FeatureServiceSpec old,
      FeastProto.FeatureViewSpec view) {
    FeastProto.FeatureViewProjection existing =
        old.getFeaturesList().stream()
            .filter(p -> p.getFeatureViewName().equals(projection.view().name()))
            .filter(p -> p.getFeatureViewNameAlias().equals(projection.alias()))
            .findFirst()
            .orElse(FeastProto.FeatureViewProjection.getDefaultInstance());
    FeastProto.DataSource source = DataSourceCodec.inProjection(view.getBatchSource());
    return existing.toBuilder()
        .setFeatureViewName(projection.view().name())
        .setFeatureViewNameAlias(projection.alias())
        .clearFeatureColumns()
        .addAllFeatureColumns(FieldCodec.write(projection.features(), view.getFeaturesList()))
        .clearJoinKeyMap()
        .putAllJoinKeyMap(projection.joinKeyMap())
        .setTimestampField(source.getCreatedTimestampColumn())
        .setDatePartitionColumn(source.getDatePartitionColumn())
        .setCreatedTimestampColumn(source.getCreatedTimestampColumn())
        .setBatchSource(withTimesOf(existing.getBatchSource(), source))
        .clearVersionTag()
        .setViewType(VIEW_TYPE)
        .build();
  }

  /** The existing copy where the new one differs in its times and its class alone. */
  private static FeastProto.DataSource withTimesOf(
      FeastProto.DataSource existing, FeastProto.DataSource source) {
    return comparable(existing).equals(comparable(source)) ? existing : source;
  }

  private static FeastProto.DataSource comparable(FeastProto.DataSource source) {
    return source.toBuilder().clearMeta().clearDataSourceClassType().build();
  }
}
