package dev.larder.registry;

import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.FeatureViewSpec;
import dev.larder.registry.proto.FeastProto.FeatureViewVersionHistory;
import dev.larder.registry.proto.FeastProto.FeatureViewVersionRecord;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The registry's history of feature views: a new view is version 0, and each change of its schema
 * (features, entities, join keys) is one more, as in Feast. Other changes make no version.
 */
final class FeatureViewVersions {
  /** What a view says that follows its newest version. */
  static final String LATEST = "latest";

  private static final String FEATURE_VIEW = "feature_view";

  private final FeatureViewVersionHistory.Builder history;
  private final String project;
  private final Instant now;

  FeatureViewVersions(FeatureViewVersionHistory history, String project, Instant now) {
    this.history = history.toBuilder();
    this.project = project;
    this.now = now;
  }

  static boolean schemaChanged(FeatureViewSpec before, FeatureViewSpec after) {
    return !asSet(before.getFeaturesList()).equals(asSet(after.getFeaturesList()))
        || !asSet(before.getEntitiesList()).equals(asSet(after.getEntitiesList()))
        || !asSet(before.getEntityColumnsList()).equals(asSet(after.getEntityColumnsList()));
  }

  /** The new view as its first version. */
  FeastProto.FeatureView first(FeastProto.FeatureView view) {
    record(view, 0);
    return view;
  }

  /** The view after a change: under a new version where its schema changed. */
  FeastProto.FeatureView next(FeastProto.FeatureView before, FeastProto.FeatureView after) {
    if (!schemaChanged(before.getSpec(), after.getSpec())) {
      return after;
    }
    int number = 1 + newest(after.getSpec().getName());
    if (number == 0) {
      record(before, 0);
      number = 1;
    }
    FeastProto.FeatureView.Builder versioned = after.toBuilder();
    versioned.getSpecBuilder().setVersion(LATEST);
    versioned.getMetaBuilder().setCurrentVersionNumber(number);
    record(versioned.build(), number);
    return versioned.build();
  }

  /** The history, without the project's views that are not among these. */
  FeatureViewVersionHistory without(Set<String> deletedViews) {
    List<FeatureViewVersionRecord> kept =
        history.getRecordsList().stream()
            .filter(r -> !(isOurs(r) && deletedViews.contains(r.getFeatureViewName())))
            .toList();
    return history.clearRecords().addAllRecords(kept).build();
  }

  private boolean isOurs(FeatureViewVersionRecord record) {
    return record.getProjectId().equals(project);
  }

  private int newest(String view) {
    return history.getRecordsList().stream()
        .filter(r -> isOurs(r) && r.getFeatureViewName().equals(view))
        .mapToInt(FeatureViewVersionRecord::getVersionNumber)
        .max()
        .orElse(-1);
  }

  private void record(FeastProto.FeatureView view, int number) {
    history
        .addRecordsBuilder()
        .setFeatureViewName(view.getSpec().getName())
        .setProjectId(project)
        .setVersionNumber(number)
        .setFeatureViewType(FEATURE_VIEW)
        .setFeatureViewProto(view.toByteString())
        .setCreatedTimestamp(ProtoTimes.timestamp(now))
        .setVersionId(UUID.randomUUID().toString());
  }

  private static <T> Set<T> asSet(List<T> list) {
    return new HashSet<>(list);
  }
}
