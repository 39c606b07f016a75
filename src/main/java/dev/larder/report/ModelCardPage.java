package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.Gate;
import dev.larder.report.ModelCard.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a model card: one file, which loads nothing else and runs nothing. */
public final class ModelCardPage {
  /** The card in a model directory. */
  public static final String FILE_NAME = "model_card.html";

  private final ModelCard card;
  private final PartTables parts;
  private final CurveFigures curves;
  private final InputTables inputs;
  private final GroupTables groups;

  public ModelCardPage(ModelCard card) {
    this.card = card;
    this.parts = new PartTables(card.parts());
    this.curves = new CurveFigures(card);
    this.inputs = new InputTables(card);
    this.groups = new GroupTables(card);
  }

  /** HTML in UTF-8 that is well-formed XML too; the same for equal cards. */
  public byte[] toHtml() {
    return PageParts.page("Model card: " + card.name(), body());
  }

  private Element body() {
    List<Element> sections = new ArrayList<>();
    sections.add(
        PageParts.section("What it is for")
            .and(card.intendedUse().stream().map(p -> element("p", p)).toArray(Markup[]::new)));
    sections.add(gates());
    sections.add(data());
    sections.add(ranking());
    sections.add(probabilities());
    if (!card.months().isEmpty()) {
      sections.add(months());
    }
    sections.addAll(inputs());
    sections.addAll(groups());
    sections.add(PageParts.section("How it was trained", facts(card.training())));
    sections.add(PageParts.section("Manifest", facts(card.manifest())));
    return element(
        "body",
        element(
            "header",
            element("p", "Model card").with("class", "hash"),
            element("h1", card.name()),
            element("p", lede()).with("class", "lede")),
        element("main", sections));
  }

  private String lede() {
    long failed = card.gates().stream().filter(gate -> !gate.passed()).count();
    String gates =
        card.gates().isEmpty()
            ? "No gates were asked for."
            : failed == 0
                ? "All gates are passed."
                : failed + (failed == 1 ? " gate" : " gates") + " failed.";
    if (card.parts().isEmpty()) {
      return gates;
    }
    Part last = card.parts().get(card.parts().size() - 1);
    return String.format(
        Locale.ROOT,
        "Of two applications of the %s part, one that defaulted and one that was paid, it gives the"
            + " first the greater probability in %s of all cases. It rejects from a probability of"
            + " %.4f on, which approves %s of that part. %s",
        last.name(),
        Numbers.percent(PartTables.metric(last, "auc")),
        card.threshold(),
        Numbers.percent(PartTables.metric(last, "approval_rate")),
        gates);
  }

  private Element gates() {
    if (card.gates().isEmpty()) {
      return PageParts.section(
          "Gates", element("p", "None were asked for: the model was published as it came out."));
    }
    List<Element> head =
        List.of(
            columnHead("Gate"),
            columnHead("Verdict"),
            number(columnHead("Found")),
            columnHead("Expected"),
            columnHead("Where"));
    return PageParts.section(
        "Gates",
        element(
            "p",
            "They are decided on the validation part, those of the data on the train part too. Of"
                + " each, all that failed are shown, else what came nearest to the limit."),
        PageParts.table("Gates", head, card.gates().stream().map(ModelCardPage::row).toList()));
  }

  private static Element row(Gate gate) {
    return element(
        "tr",
        rowHead(text(gate.name())),
        element(
            "td",
            element("span", gate.passed() ? "passed" : "failed")
                .with("class", "badge " + (gate.passed() ? "matched" : "expired"))),
        Numbers.cell(Numbers.decimal(gate.found())),
        element("td", gate.limit()),
        element("td", gate.where()));
  }

  private Element data() {
    return PageParts.section("What it learned from", facts(card.data()), parts.rows());
  }

  private Element ranking() {
    return PageParts.section(
        "How well it tells defaults apart", legend("curve"), curves.ranking(), parts.metrics());
  }

  private Element legend(String line) {
    List<Element> items =
        card.parts().stream()
            .map(
                part ->
                    element(
                        "li",
                        element(
                                "svg",
                                element("path")
                                    .with("class", line + " " + part.name())
                                    .with("d", "M0 5L28 5"))
                            .with("class", "plot key")
                            .with("viewBox", "0 0 28 10")
                            .with("aria-hidden", "true"),
                        text(part.name())))
            .toList();
    return element("ul", items).with("class", "legend keys");
  }

  private Element probabilities() {
    return PageParts.section(
        "How true its probabilities are", legend("curve"), curves.probabilities());
  }

  private Element months() {
    MonthFigure figure = new MonthFigure(card);
    return PageParts.section(
        "The default rate by month",
        element(
            "p",
            "Dots on solid lines are the share of applications that defaulted, dashed lines the mean"
                + " probability that the model gives them. Where they part, the world has changed"
                + " since the model learned."),
        legend("month"),
        PageParts.scrolled("Default rate by month", figure.drawing()),
        element("details", element("summary", "The numbers"))
            .and(PageParts.scrolled("Numbers by month", figure.table())));
  }

  private List<Element> inputs() {
    List<Element> sections = new ArrayList<>();
    sections.add(
        PageParts.section(
            "What it looks at",
            element(
                "p",
                "How much AUC is lost on the validation part when one input’s values are shuffled"
                    + " among the applications, how much of the trees’ gain is due to it, and how"
                    + " well it tells defaults apart alone."),
            inputs.importances()));
    if (!card.dependences().isEmpty()) {
      sections.add(
          PageParts.section(
              "How the main inputs act",
              element(
                  "p",
                  "The mean probability of a sample of the validation part, if all of its"
                      + " applications had the same value of one input. Inputs that go together are"
                      + " moved apart by this, so read it as the model’s habit, not as a cause."),
              new DependenceFigures(card.dependences()).toElement()));
    }
    sections.add(
        PageParts.section(
            "What moved between the parts",
            element(
                "p",
                "The population stability index (PSI) compares the distribution in a part with that"
                    + " in the train part: below 0.1 it is usually taken for stable, above 0.25 for"
                    + " moved."),
            inputs.drift()));
    return sections;
  }

  private List<Element> groups() {
    List<Element> sections = new ArrayList<>();
    List<Element> protectedGroups = groups.tables(true);
    if (!protectedGroups.isEmpty()) {
      sections.add(
          PageParts.section(
                  "Protected groups",
                  element(
                      "p",
                      "The impact ratio is a group’s approval rate, divided by that of the most"
                          + " approved group. Below 0.8 the four-fifths rule sees adverse impact."
                          + " Groups that are too small to tell have none. Rates are of the last"
                          + " part."))
              .and(protectedGroups.toArray(Markup[]::new)));
    }
    List<Element> segments = groups.tables(false);
    if (!segments.isEmpty()) {
      sections.add(
          PageParts.section(
                  "Groups of applicants",
                  element(
                      "p",
                      "Observed and predicted default rate, approvals and both kinds of error, in"
                          + " the last part. Groups of fewer than ten applications are put"
                          + " together."))
              .and(segments.toArray(Markup[]::new)));
    }
    return sections;
  }

  private static Element facts(Map<String, String> facts) {
    List<Element> entries = new ArrayList<>();
    facts.forEach(
        (name, value) ->
            entries.add(
                element("div", element("dt", name.replace('_', ' ')), element("dd", value))));
    return element("dl", entries).with("class", "facts");
  }
}
