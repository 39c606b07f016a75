package dev.larder.registry;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.Location;
import dev.larder.feature.DataSource.OtherLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.DataSource.FileOptions;
import dev.larder.registry.proto.FeastProto.DataSource.RedshiftOptions;
import dev.larder.registry.proto.FeastProto.DataSource.SourceType;
import dev.larder.registry.proto.FeastProto.DataSource.SparkOptions;

/** Data sources to and from Feast's message. */
final class DataSourceCodec {
  private DataSourceCodec() {}

  static DataSource read(FeastProto.DataSource message) {
    Location location = readLocation(message);
    return new DataSource(
        message.getName().isEmpty() ? defaultName(location) : message.getName(),
        location,
        message.getTimestampField(),
        message.getCreatedTimestampColumn(),
        message.getDatePartitionColumn(),
        message.getFieldMappingMap(),
        message.getDescription(),
        message.getTagsMap(),
        message.getOwner());
  }

  /**
   * The message of a source.
   *
   * @param existing what the registry holds of it, or an empty message; its times, its project and
   *     what Larder does not know stay
   */
  static FeastProto.DataSource write(DataSource source, FeastProto.DataSource existing) {
    boolean sameKind = readLocation(existing).getClass() == source.location().getClass();
    FeastProto.DataSource base = sameKind ? existing : withoutLocation(existing);
    FeastProto.DataSource.Builder builder =
        base.toBuilder()
            .setName(source.name())
            .setTimestampField(source.timestampField())
            .setCreatedTimestampColumn(source.createdTimestampColumn())
            .setDatePartitionColumn(source.datePartitionColumn())
            .clearFieldMapping()
            .putAllFieldMapping(source.fieldMapping())
            .setDescription(source.description())
            .clearTags()
            .putAllTags(source.tags())
            .setOwner(source.owner());
    writeLocation(source.location(), base, builder);
    // An existing message of the same kind may lack the class: Feast leaves it out on updates.
    if (!sameKind) {
      builder.setDataSourceClassType(pythonClass(source.location()));
    }
    return builder.build();
  }

  /** What outlives a change of kind; the options of a kind that Larder does not know must not. */
  private static FeastProto.DataSource withoutLocation(FeastProto.DataSource existing) {
    FeastProto.DataSource.Builder builder =
        FeastProto.DataSource.newBuilder().setProject(existing.getProject());
    if (existing.hasMeta()) {
      builder.setMeta(existing.getMeta());
    }
    return builder.build();
  }

  /**
   * The copy of a source that a view holds.
   *
   * @param existing the copy that the view holds now, or an empty message
   * @param listed the registry's own entry of the source, whose times the copy takes when it
   *     changes
   */
  static FeastProto.DataSource embed(
      DataSource source, FeastProto.DataSource existing, FeastProto.DataSource listed) {
    FeastProto.DataSource copy = write(source, existing);
    return copy.equals(existing) ? existing : copy.toBuilder().setMeta(listed.getMeta()).build();
  }

  /** A view's copy as a feature service holds it: with the class for Spark alone, as in Feast. */
  static FeastProto.DataSource inProjection(FeastProto.DataSource embedded) {
    return embedded.getType() == SourceType.BATCH_SPARK
        ? embedded
        : embedded.toBuilder().clearDataSourceClassType().build();
  }

  private static Location readLocation(FeastProto.DataSource message) {
    return switch (message.getType()) {
      case BATCH_FILE -> readFile(message.getFileOptions());
      case BATCH_REDSHIFT -> readRedshift(message.getRedshiftOptions());
      case BATCH_SPARK -> readSpark(message.getSparkOptions());
      case UNRECOGNIZED -> new OtherLocation("source type " + message.getTypeValue());
      default -> new OtherLocation(message.getType().name());
    };
  }

  private static Location readFile(FileOptions options) {
    return options.getFileFormat().hasDeltaFormat()
        ? new OtherLocation("BATCH_FILE in Delta format")
        : new FileLocation(options.getUri(), options.getS3EndpointOverride());
  }

  private static Location readRedshift(RedshiftOptions options) {
    return new RedshiftLocation(
        options.getTable(), options.getQuery(), options.getSchema(), options.getDatabase());
  }

  private static Location readSpark(SparkOptions options) {
    return options.hasTableFormat() && !options.getPath().isEmpty()
        ? new OtherLocation("BATCH_SPARK path with a table format")
        : new SparkLocation(
            options.getTable(),
            options.getQuery(),
            options.getPath(),
            options.getFileFormat(),
            options.getDatePartitionColumnFormat());
  }

  /** Feast's rule for a source without a name. */
  private static String defaultName(Location location) {
    if (location instanceof FileLocation file) {
      return file.path();
    }
    if (location instanceof RedshiftLocation redshift) {
      return redshift.table();
    }
    return location instanceof SparkLocation spark ? spark.table() : "";
  }

  private static void writeLocation(
      Location location, FeastProto.DataSource existing, FeastProto.DataSource.Builder builder) {
    if (location instanceof FileLocation file) {
      builder
          .setType(SourceType.BATCH_FILE)
          .setFileOptions(
              existing.getFileOptions().toBuilder()
                  .setUri(file.path())
                  .setS3EndpointOverride(file.s3EndpointOverride()));
    } else if (location instanceof RedshiftLocation redshift) {
      boolean defaultSchema = redshift.schema().isEmpty() && !redshift.table().isEmpty();
      builder
          .setType(SourceType.BATCH_REDSHIFT)
          .setRedshiftOptions(
              existing.getRedshiftOptions().toBuilder()
                  .setTable(redshift.table())
                  .setQuery(redshift.query())
                  .setSchema(defaultSchema ? "public" : redshift.schema())
                  .setDatabase(redshift.database()));
    } else if (location instanceof SparkLocation spark) {
      builder
          .setType(SourceType.BATCH_SPARK)
          .setSparkOptions(
              existing.getSparkOptions().toBuilder()
                  .setTable(spark.table())
                  .setQuery(spark.query())
                  .setPath(spark.path())
                  .setFileFormat(spark.fileFormat())
                  .setDatePartitionColumnFormat(spark.datePartitionColumnFormat()));
    }
  }

  private static String pythonClass(Location location) {
    String stores = "feast.infra.offline_stores.";
    if (location instanceof FileLocation) {
      return stores + "file_source.FileSource";
    }
    return location instanceof RedshiftLocation
        ? stores + "redshift_source.RedshiftSource"
        : stores + "contrib.spark_offline_store.spark_source.SparkSource";
  }
}
