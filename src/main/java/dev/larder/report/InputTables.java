package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.Input;
import dev.larder.report.ModelCard.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** The tables of what single inputs matter, and of how they moved. */
final class InputTables {
  /** From here on an index says that something has moved somewhat, and a lot. */
  private static final double SOMEWHAT = 0.1;

  private static final double MUCH = 0.25;

  private final ModelCard card;

  InputTables(ModelCard card) {
    this.card = card;
  }

  /** All inputs, the one first that matters most. */
  Element importances() {
    boolean hasGain = card.inputs().stream().anyMatch(input -> input.gain() != null);
    double mostPermutation = greatest(Input::permutation);
    double mostGain = greatest(Input::gain);
    List<Element> head =
        new ArrayList<>(List.of(columnHead("Input"), columnHead("AUC lost when shuffled")));
    if (hasGain) {
      head.add(columnHead("Share of the trees’ gain"));
    }
    head.add(number(columnHead("AUC alone")));
    head.add(columnHead("As a reason"));
    List<Element> rows = new ArrayList<>();
    for (Input input : byImportance()) {
      List<Element> cells = new ArrayList<>();
      cells.add(name(input));
      cells.add(bar(input.permutation(), mostPermutation, Numbers.decimal(input.permutation())));
      if (hasGain) {
        cells.add(bar(input.gain(), mostGain, Numbers.percent(input.gain())));
      }
      cells.add(Numbers.cell(Numbers.decimal(input.auc(), 3)));
      cells.add(element("td", input.reason() == null ? "never" : input.reason()));
      rows.add(element("tr", cells));
    }
    return PageParts.table("Inputs by what they matter", head, rows);
  }

  private List<Input> byImportance() {
    return card.inputs().stream()
        .sorted(
            Comparator.comparing(
                Input::permutation, Comparator.nullsLast(Comparator.reverseOrder())))
        .toList();
  }

  private double greatest(Function<Input, Double> value) {
    return card.inputs().stream()
        .map(value)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  private static Element name(Input input) {
    return rowHead(text(input.name()))
        .and(
            element("span", input.reference() == null ? "request" : input.reference())
                .with("class", "origin"));
  }

  private static Element bar(Double value, double most, String label) {
    double part = value == null || most <= 0 ? 0 : Math.max(0, value / most);
    Element amount =
        element("rect")
            .with("class", "amount")
            .with("width", String.format(Locale.ROOT, "%.1f", 100 * part))
            .with("height", 10);
    return element(
            "td",
            element("svg", amount)
                .with("class", "bar")
                .with("viewBox", "0 0 100 10")
                .with("preserveAspectRatio", "none")
                .with("aria-hidden", "true"))
        .and(element("span", label))
        .with("class", "with-bar");
  }

  /** The score and all inputs, the one first that moved most. */
  Element drift() {
    List<String> others = card.parts().stream().map(Part::name).skip(1).toList();
    List<Element> head = new ArrayList<>(List.of(columnHead("Input")));
    others.forEach(part -> head.add(number(columnHead("PSI, train to " + part))));
    card.parts().forEach(part -> head.add(number(columnHead("Missing, " + part.name()))));
    List<Element> rows = new ArrayList<>(List.of(scores()));
    card.inputs().stream()
        .sorted(
            Comparator.comparingDouble(
                    (Input input) ->
                        others.stream()
                            .map(part -> input.psi().get(part))
                            .filter(Objects::nonNull)
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElse(0))
                .reversed())
        .forEach(
            input -> {
              List<Element> cells = new ArrayList<>(List.of(name(input)));
              others.forEach(part -> cells.add(psi(input.psi().get(part))));
              card.parts()
                  .forEach(
                      part ->
                          cells.add(
                              Numbers.cell(Numbers.percent(input.missing().get(part.name())))));
              rows.add(element("tr", cells));
            });
    return PageParts.table("How inputs moved between the parts", head, rows);
  }

  private Element scores() {
    List<Element> cells = new ArrayList<>(List.of(rowHead(text("the probability itself"))));
    card.parts().stream().skip(1).forEach(part -> cells.add(psi(part.scorePsi())));
    card.parts().forEach(part -> cells.add(Numbers.cell("")));
    return element("tr", cells);
  }

  private static Element psi(Double value) {
    Element cell = Numbers.cell(Numbers.decimal(value, 3));
    return value == null || value < SOMEWHAT
        ? cell
        : cell.with("class", value < MUCH ? "number moved" : "number moved much");
  }
}
