package dev.larder.training;

import dev.larder.LarderVersion;
import dev.larder.model.PortableModel;
import dev.larder.training.Search.Candidate;
import dev.larder.training.config.ModelConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkContext;

/** Makes the portable model of what was trained. */
final class ModelExport {
  private ModelExport() {}

  static PortableModel of(
      ModelConfig config,
      TrainingSet set,
      Parts parts,
      Preparation preparation,
      Trained trained,
      double threshold) {
    return new PortableModel(
        PortableModel.FORMAT_VERSION,
        config.name(),
        set.manifest().request().featureService(),
        preparation.inputs(),
        preparation.ignored(),
        PredictorExport.of(trained.best().model(), trained.means()),
        trained.calibration().orElse(null),
        threshold,
        metadata(config, set, parts, trained));
  }

  /** Nothing that differs between two runs, such as a time. */
  private static Map<String, String> metadata(
      ModelConfig config, TrainingSet set, Parts parts, Trained trained) {
    SparkContext spark = set.rows().sparkSession().sparkContext();
    Candidate best = trained.best();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("label", config.label().name());
    metadata.put("algorithm", best.algorithm().name());
    best.algorithm()
        .parameters()
        .forEach((name, value) -> metadata.put(name, String.valueOf(value)));
    metadata.put("candidates", Integer.toString(trained.candidates().size()));
    metadata.put("class_weights", config.classWeights().name().toLowerCase(Locale.ROOT));
    metadata.put("calibration", trained.calibrationName());
    metadata.put("threshold_policy", config.threshold().description());
    metadata.putAll(parts.split().description());
    metadata.put("seed", Long.toString(config.split().seed()));
    metadata.put("label_matures_after", config.labelMaturesAfter().toString());
    metadata.put("training_set_rows", Long.toString(set.manifest().rows()));
    metadata.put("training_set_hash", set.manifest().contentHash());
    metadata.put("registry_version", set.manifest().registryVersion());
    metadata.put("larder_version", LarderVersion.current());
    metadata.put("spark_version", spark.version());
    metadata.put(
        "layout",
        (spark.isLocal() ? "local" : "cluster")
            + ", partitions: "
            + LabelledRows.partitions(set.manifest().rows()));
    return metadata;
  }
}
