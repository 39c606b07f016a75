package dev.larder.training.evaluation;

import dev.larder.historical.TrainingSetManifest;
import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.report.ModelCard;
import dev.larder.report.ModelCard.Gate;
import dev.larder.report.Times;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes the card of a model from what is known of it. */
public final class ModelCards {
  private ModelCards() {}

  /**
   * The card.
   *
   * @param intendedUse in the words of who answers for the model
   * @param label the column that the model predicts
   * @param dropped columns of the training set that are no inputs
   */
  public static ModelCard of(
      Optional<String> intendedUse,
      String label,
      List<String> dropped,
      TrainingSetManifest set,
      PortableModel model,
      Evaluation evaluation,
      List<GateResult> gates) {
    return new ModelCard(
        model.name(),
        intendedUse(intendedUse, label, set, model),
        data(dropped, model, set),
        model.metadata(),
        model.threshold(),
        evaluation.parts(),
        evaluation.months(),
        evaluation.inputs(),
        evaluation.dependences(),
        evaluation.segmentations(),
        gates.stream()
            .map(g -> new Gate(g.name(), g.found(), g.expected(), g.passed(), g.where()))
            .toList(),
        manifest(set, model));
  }

  private static List<String> intendedUse(
      Optional<String> inWords, String label, TrainingSetManifest set, PortableModel model) {
    List<String> sentences = new ArrayList<>(inWords.stream().toList());
    sentences.add(
        String.format(
            Locale.ROOT,
            "It estimates the probability that %s is 1 for one application, from %d inputs known at"
                + " that moment. A probability from %.4f on means: reject.",
            label,
            model.inputs().size(),
            model.threshold()));
    sentences.add(
        "It learned from applications that were made between "
            + date(set.times().start())
            + " and "
            + date(set.times().end())
            + ". Nothing here says how it does on applications of another kind, such as those that"
            + " were refused before their outcome could be seen, or of another time.");
    sentences.add(
        "It is meant to inform a decision that somebody answers for, who looks at such a page again"
            + " whenever the applicants or the economy change.");
    return sentences;
  }

  private static LocalDate date(String iso) {
    return LocalDate.ofInstant(Instant.parse(iso), ZoneOffset.UTC);
  }

  private static String time(String iso) {
    return Times.time(Instant.parse(iso));
  }

  private static Map<String, String> data(
      List<String> dropped, PortableModel model, TrainingSetManifest set) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("Rows", String.format(Locale.ROOT, "%,d", set.rows()));
    data.put("Times", time(set.times().start()) + " to " + time(set.times().end()));
    for (TrainingSetManifest.View view : set.featureViews()) {
      data.put(
          "Feature view " + view.name(),
          String.format(
              Locale.ROOT,
              "%,d rows matched, %,d expired, %,d missing",
              view.matched(),
              view.expired(),
              view.missing()));
    }
    Set<String> left = new TreeSet<>(dropped);
    left.addAll(model.ignored());
    data.put("No inputs", left.isEmpty() ? "none" : String.join(", ", left));
    return data;
  }

  private static Map<String, String> manifest(TrainingSetManifest set, PortableModel model) {
    Map<String, String> manifest = new LinkedHashMap<>();
    manifest.put("Model format", Integer.toString(model.formatVersion()));
    manifest.put("Feature service", String.valueOf(model.featureService()));
    manifest.put("Training set, hash of its content", set.contentHash());
    manifest.put("Registry version", set.registryVersion());
    manifest.put("Training set made by", "Larder " + set.larderVersion());
    manifest.put("Spark version then", set.sparkVersion());
    List<String> references = new ArrayList<>();
    for (Input input : model.inputs()) {
      if (input.isFeature()) {
        references.add(input.reference());
      }
    }
    manifest.put("Features", String.join(", ", references));
    return manifest;
  }
}
