package dev.larder.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.registry.proto.FeastProto;
import dev.larder.storage.StoredFile;
import dev.larder.storage.StoredFile.Content;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One project's view of a registry file, which is one message of Feast's {@code
 * feast.core.Registry}. Every change re-reads the file, changes what it must, and writes it whole;
 * a change that comes between is kept.
 */
public final class RegistryFile {
  private static final String SCHEMA_VERSION = "1";

  /** Each lost race means that another writer got through, so this is never used up in practice. */
  private static final int ATTEMPTS = 50;

  private final StoredFile file;
  private final FeatureStoreConfig config;

  /**
   * The registry of a project.
   *
   * @param file where it lies; it need not exist before the first apply
   * @param config names the project
   */
  public RegistryFile(StoredFile file, FeatureStoreConfig config) {
    this.file = file;
    this.config = config;
  }

  /**
   * The registry as it stands.
   *
   * @throws UserException where the file is missing (says to run apply), unreadable, or has no such
   *     project
   */
  public Registry load() {
    FeastProto.Registry message =
        file.read()
            .map(this::parse)
            .orElseThrow(
                () ->
                    new UserException(
                        file.location(), "There is no registry; run 'larder apply' first."));
    RegistryReader reader = new RegistryReader(message, config.project());
    if (!reader.hasProject()) {
      throw new UserException(
          file.location(),
          "The registry has no project '"
              + config.project()
              + "'; run 'larder apply', or correct 'project' in feature_store.yaml."
              + DidYouMean.hint(config.project(), reader.projects()));
    }
    return reader.read();
  }

  /**
   * Adds an interval to those of a view, sets its state to AVAILABLE_ONLINE, renews the registry's
   * version, and saves, as Feast does after a materialization; intervals that touch become one.
   *
   * @param start the first event time of the window, inclusive
   * @param end the last event time of the window, inclusive
   * @throws UserException where the registry is missing or has no such view
   */
  public void recordMaterialization(String view, Instant start, Instant end) {
    Instant now = now();
    change(
        (message, exists) -> {
          if (!exists) {
            throw new UserException(
                file.location(), "The registry is gone; run 'larder apply' first.");
          }
          return new RegistryUpdate.Result(
              new Materializations(config.project(), now).append(message, view, start, end),
              RegistryChanges.NONE);
        });
  }

  /**
   * What {@link #apply} would change.
   *
   * @throws UserException as {@link #apply}
   */
  public RegistryChanges plan(Definitions definitions) {
    FeastProto.Registry message =
        file.read().map(this::parse).orElse(FeastProto.Registry.getDefaultInstance());
    return update(message, definitions).changes();
  }

  /**
   * Makes the registry say what the definitions say, and saves it where that changes anything.
   * Intervals and states stay; objects that are no longer defined are removed. What YAML cannot
   * define (such as on-demand feature views) and other projects stay as they are.
   *
   * @return what changed; nothing was written where it is empty
   * @throws UserException where two features would share one field in Redis, or a name is taken by
   *     a view of another kind
   */
  public RegistryChanges apply(Definitions definitions) {
    return apply(definitions, changes -> {});
  }

  /**
   * As {@link #apply(Definitions)}, with something to do first.
   *
   * @param beforeWriting gets what is about to change; called again where another writer came
   *     between. What it throws leaves the file as it was
   */
  public RegistryChanges apply(Definitions definitions, Consumer<RegistryChanges> beforeWriting) {
    return change(
            (message, exists) -> {
              RegistryUpdate.Result result = update(message, definitions);
              beforeWriting.accept(result.changes());
              return result;
            })
        .changes();
  }

  /**
   * Removes the project: the file, as Feast does, where it holds no other project, else the
   * project's objects.
   *
   * @return whether the file was removed
   */
  public boolean teardown() {
    boolean alone =
        file.read()
            .map(content -> new RegistryReader(parse(content), config.project()).projects())
            .map(projects -> Set.of(config.project()).containsAll(projects))
            .orElse(true);
    if (alone) {
      file.delete();
    } else {
      apply(Definitions.of(config.project(), List.of(), List.of(), List.of(), List.of()));
    }
    return alone;
  }

  private RegistryUpdate.Result update(FeastProto.Registry message, Definitions definitions) {
    return new RegistryUpdate(message, definitions, config.registry().versionedViewNames(), now())
        .run();
  }

  private interface Change {
    RegistryUpdate.Result of(FeastProto.Registry message, boolean exists);
  }

  private RegistryUpdate.Result change(Change change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Content> content = file.read();
      FeastProto.Registry before =
          content.map(this::parse).orElse(FeastProto.Registry.getDefaultInstance());
      RegistryUpdate.Result result = change.of(before, content.isPresent());
      String version = content.map(Content::version).orElse(null);
      if (result.message().equals(before)
          || file.writeIfUnchanged(renewed(result.message()), version)) {
        return result;
      }
    }
    throw new UserException(
        file.location(),
        "Other writers kept changing the registry; nothing was written. Try again.");
  }

  /** With a new version id, without which Feast's clients may go on serving what they cached. */
  private static byte[] renewed(FeastProto.Registry message) {
    return message.toBuilder()
        .setRegistrySchemaVersion(SCHEMA_VERSION)
        .setVersionId(UUID.randomUUID().toString())
        .setLastUpdated(ProtoTimes.timestamp(now()))
        .build()
        .toByteArray();
  }

  private FeastProto.Registry parse(Content content) {
    FeastProto.Registry message;
    try {
      message = FeastProto.Registry.parseFrom(content.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new UserException(
          file.location(), "This is no Feast registry, or only a part of one.", e);
    }
    if (!message.getRegistrySchemaVersion().equals(SCHEMA_VERSION)) {
      throw new UserException(
          file.location(),
          "This is no Feast registry: expected schema version '1', found '"
              + message.getRegistrySchemaVersion()
              + "'.");
    }
    return message;
  }

  /** To the microsecond, like Feast's own times. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
