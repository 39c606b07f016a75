package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.CalibrationBin;
import dev.larder.report.ModelCard.CurvePoint;
import dev.larder.report.ModelCard.Part;
import dev.larder.report.ModelCard.ScoreBin;
import dev.larder.report.Plot.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Drawings of what a model's probabilities are worth. */
final class CurveFigures {
  private final ModelCard card;

  CurveFigures(ModelCard card) {
    this.card = card;
  }

  /** A drawing with the words below it. */
  static Element figure(Element drawing, String caption) {
    return element("figure", drawing, element("figcaption", caption));
  }

  /** Side by side where there is room. */
  static Element charts(List<Element> figures) {
    return element("div", figures).with("class", "charts");
  }

  Element ranking() {
    return charts(List.of(roc(), precisionRecall()));
  }

  Element probabilities() {
    List<Element> figures = new ArrayList<>(List.of(calibration()));
    lastPart().map(this::distribution).ifPresent(figures::add);
    lastPart().filter(part -> !part.curve().isEmpty()).map(this::ks).ifPresent(figures::add);
    return charts(figures);
  }

  /** The part that nothing was chosen by, or the last that has rows. */
  private Optional<Part> lastPart() {
    return card.parts().isEmpty()
        ? Optional.empty()
        : Optional.of(card.parts().get(card.parts().size() - 1));
  }

  private Element roc() {
    Plot plot = rates("defaults rejected", "payers rejected");
    plot.line(List.of(new Point(0, 0), new Point(1, 1)), "even");
    curves(plot, point -> new Point(point.falsePositiveRate(), point.recall()));
    return figure(
        plot.toElement("ROC curve", areas("auc", "AUC"), "roc"),
        "ROC: " + areas("auc", "AUC") + ". The dotted line is chance.");
  }

  private Element precisionRecall() {
    Plot plot = rates("of the rejected, defaults", "defaults rejected");
    curves(plot, point -> new Point(point.recall(), point.precision()));
    return figure(
        plot.toElement(
            "Precision and recall", areas("average_precision", "average precision"), "pr"),
        "Precision and recall: " + areas("average_precision", "average precision") + ".");
  }

  private static Plot rates(String yName, String xName) {
    Plot plot = new Plot(Scale.RATES, Scale.RATES);
    plot.yAxis(yName, CurveFigures::percent);
    plot.xAxis(xName, CurveFigures::percent);
    return plot;
  }

  static String percent(double rate) {
    return Numbers.decimal(100 * rate, 0) + " %";
  }

  private void curves(Plot plot, Function<CurvePoint, Point> point) {
    for (Part part : card.parts()) {
      plot.line(part.curve().stream().map(point).toList(), "curve " + part.name());
    }
  }

  private String areas(String metric, String name) {
    return card.parts().stream()
        .map(
            part -> {
              Number value = part.metrics().get(metric);
              return part.name()
                  + " "
                  + Numbers.decimal(value == null ? null : Double.valueOf(value.doubleValue()), 3);
            })
        .collect(Collectors.joining(", ", name + " ", ""));
  }

  private Element calibration() {
    Plot plot = rates("observed", "predicted");
    plot.line(List.of(new Point(0, 0), new Point(1, 1)), "even");
    for (Part part : card.parts()) {
      List<CalibrationBin> rising =
          part.bins().stream()
              .sorted(Comparator.comparingDouble(CalibrationBin::predicted))
              .toList();
      plot.line(
          rising.stream().map(bin -> new Point(bin.predicted(), bin.observed())).toList(),
          "curve " + part.name());
      for (CalibrationBin bin : rising) {
        plot.dot(
            new Point(bin.predicted(), bin.observed()),
            "dot " + part.name(),
            part.name()
                + ": predicted "
                + Numbers.percent(bin.predicted())
                + ", observed "
                + Numbers.percent(bin.observed())
                + " of "
                + Numbers.count(bin.rows()));
      }
    }
    return figure(
        plot.toElement("Calibration", areas("calibration_error", "Mean distance"), "calibration"),
        "Calibration, by tenths of the applications: "
            + areas("calibration_error", "mean distance from the dotted line")
            + ".");
  }

  private Element distribution(Part part) {
    List<ScoreBin> bins = part.scores();
    double positives = Math.max(1, bins.stream().mapToLong(ScoreBin::positives).sum());
    double negatives = Math.max(1, bins.stream().mapToLong(b -> b.rows() - b.positives()).sum());
    double most =
        bins.stream()
            .mapToDouble(
                b -> Math.max(b.positives() / positives, (b.rows() - b.positives()) / negatives))
            .max()
            .orElse(1);
    Plot plot = new Plot(Scale.RATES, Scale.upTo(most));
    plot.yAxis("share of each outcome", CurveFigures::percent);
    plot.xAxis("probability", CurveFigures::percent);
    for (int i = 0; i < bins.size(); i++) {
      double from = (double) i / bins.size();
      double half = 0.45 / bins.size();
      ScoreBin bin = bins.get(i);
      plot.bar(from, from + half, (bin.rows() - bin.positives()) / negatives, "payers");
      plot.bar(from + half, from + 2 * half, bin.positives() / positives, "defaults");
    }
    plot.upright(card.threshold(), "threshold");
    return figure(
        plot.toElement(
            "Distribution of the probabilities",
            "Applications of the " + part.name() + " part",
            "scores"),
        "Distribution of the probabilities in the "
            + part.name()
            + " part: light those who paid, dark those who defaulted.");
  }

  private Element ks(Part part) {
    Plot plot = rates("share below the probability", "probability");
    List<CurvePoint> curve = part.curve();
    plot.line(
        curve.stream().map(p -> new Point(p.threshold(), 1 - p.falsePositiveRate())).toList(),
        "cumulated payers-line");
    plot.line(
        curve.stream().map(p -> new Point(p.threshold(), 1 - p.recall())).toList(),
        "cumulated defaults-line");
    CurvePoint widest =
        curve.stream()
            .max(Comparator.comparingDouble(p -> Math.abs(p.recall() - p.falsePositiveRate())))
            .orElseThrow();
    plot.line(
        List.of(
            new Point(widest.threshold(), 1 - widest.recall()),
            new Point(widest.threshold(), 1 - widest.falsePositiveRate())),
        "gap");
    return figure(
        plot.toElement("Kolmogorov–Smirnov distance", areas("ks", "KS"), "ks"),
        "Kolmogorov–Smirnov distance, drawn for the "
            + part.name()
            + " part (above those who paid, below those who defaulted): "
            + areas("ks", "KS")
            + ".");
  }
}
