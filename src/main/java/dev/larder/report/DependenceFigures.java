package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.Dependence;
import dev.larder.report.ModelCard.DependencePoint;
import dev.larder.report.Plot.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Drawings of how the mean probability depends on the main inputs, all on one scale. */
final class DependenceFigures {
  private static final double WIDTH = 360;
  private static final double HEIGHT = 210;
  private static final double NAMES = 140;
  private static final double LINE = 20;

  private final List<Dependence> dependences;
  private final Scale probabilities;

  DependenceFigures(List<Dependence> dependences) {
    this.dependences = dependences;
    this.probabilities =
        Scale.upTo(
            dependences.stream()
                .flatMap(dependence -> dependence.points().stream())
                .mapToDouble(DependencePoint::probability)
                .max()
                .orElse(1));
  }

  Element toElement() {
    List<Element> figures = new ArrayList<>();
    for (int i = 0; i < dependences.size(); i++) {
      Dependence dependence = dependences.get(i);
      if (!dependence.points().isEmpty()) {
        boolean isNumber = dependence.points().get(0).number() != null;
        String id = "dependence-" + (i + 1);
        figures.add(
            element(
                "figure",
                element("h3", dependence.input()),
                isNumber ? numbers(dependence, id) : texts(dependence, id)));
      }
    }
    return CurveFigures.charts(figures);
  }

  private Element numbers(Dependence dependence, String id) {
    List<Point> points =
        dependence.points().stream()
            .map(point -> new Point(point.number(), point.probability()))
            .toList();
    Scale values = Scale.between(points.get(0).x(), points.get(points.size() - 1).x());
    Plot plot = new Plot(WIDTH, HEIGHT, values, probabilities);
    plot.yAxis("mean probability", CurveFigures::percent);
    plot.xAxis("", DependenceFigures::number);
    plot.line(points, "curve");
    for (int i = 0; i < points.size(); i++) {
      plot.dot(points.get(i), "dot", described(dependence.points().get(i)));
    }
    return plot.toElement("Mean probability by " + dependence.input(), described(dependence), id);
  }

  /** Large numbers in thousands and millions, so that they stand beside each other. */
  private static String number(double value) {
    double size = Math.abs(value);
    double unit = size >= 1e9 ? 1e9 : size >= 1e6 ? 1e6 : size >= 1e4 ? 1e3 : 1;
    String name = unit == 1e9 ? " bn" : unit == 1e6 ? " m" : unit == 1e3 ? " k" : "";
    return String.format(Locale.ROOT, "%.3f", value / unit).replaceFirst("\\.?0+$", "") + name;
  }

  private Element texts(Dependence dependence, String id) {
    Drawing drawing = new Drawing();
    double right = WIDTH - 50;
    for (int i = 0; i < dependence.points().size(); i++) {
      DependencePoint point = dependence.points().get(i);
      double top = LINE * i;
      double length = (right - NAMES) * probabilities.part(point.probability());
      drawing.text(NAMES - 8, top + 14, "end", "", shortened(point.value()));
      drawing.area(NAMES, top + 4, length, LINE - 8, "amount");
      drawing.text(NAMES + length + 5, top + 14, "start", "", Numbers.percent(point.probability()));
    }
    return drawing
        .toElement(
            WIDTH,
            LINE * dependence.points().size() + 4,
            "Mean probability by " + dependence.input(),
            described(dependence),
            id)
        .with("class", "plot");
  }

  private static String shortened(String text) {
    return text.length() <= 18 ? text : text.substring(0, 17) + "…";
  }

  private static String described(Dependence dependence) {
    return dependence.points().stream()
        .map(DependenceFigures::described)
        .collect(Collectors.joining("; "));
  }

  private static String described(DependencePoint point) {
    return point.value() + ": " + Numbers.percent(point.probability());
  }
}
