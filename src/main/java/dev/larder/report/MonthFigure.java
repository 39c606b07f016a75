package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.Month;
import dev.larder.report.Plot.Point;
import java.time.YearMonth;
import java.util.List;

/** The default rate by month, as it was and as it is predicted, as a drawing and a table. */
final class MonthFigure {
  private static final double WIDTH = 760;
  private static final double HEIGHT = 240;

  private final ModelCard card;

  MonthFigure(ModelCard card) {
    this.card = card;
  }

  Element drawing() {
    List<Month> months = card.months();
    YearMonth first = months.get(0).month();
    double last = since(first, months.get(months.size() - 1).month());
    double most =
        months.stream().mapToDouble(m -> Math.max(m.observed(), m.predicted())).max().orElse(1);
    Plot plot =
        new Plot(WIDTH, HEIGHT, new Scale(-0.5, last + 0.5), Scale.upTo(Math.min(1, most * 1.05)));
    plot.yAxis("default rate", CurveFigures::percent);
    plot.xAxis("month of the application");
    ticks(plot, first, last);
    for (ModelCard.Part part : card.parts()) {
      List<Month> those = months.stream().filter(m -> m.part().equals(part.name())).toList();
      plot.line(
          those.stream().map(m -> new Point(since(first, m.month()), m.predicted())).toList(),
          "month predicted " + part.name());
      plot.line(
          those.stream().map(m -> new Point(since(first, m.month()), m.observed())).toList(),
          "month " + part.name());
      those.forEach(
          m ->
              plot.dot(
                  new Point(since(first, m.month()), m.observed()),
                  "dot " + part.name(),
                  described(m)));
    }
    return plot.toElement(
            "Default rate by month", "Observed and predicted; the table has the numbers", "months")
        .with("class", "plot wide");
  }

  private static void ticks(Plot plot, YearMonth first, double last) {
    int every = (int) Math.max(1, Math.ceil((last + 1) / 12));
    double width = (plot.right() - plot.left()) / (last + 1);
    for (int month = 0; month <= last; month += every) {
      plot.tick(plot.left() + width * (month + 0.5), first.plusMonths(month).toString());
    }
  }

  private static double since(YearMonth first, YearMonth month) {
    return 12 * (month.getYear() - first.getYear()) + month.getMonthValue() - first.getMonthValue();
  }

  private static String described(Month month) {
    return month.month()
        + ", "
        + month.part()
        + ": observed "
        + Numbers.percent(month.observed())
        + ", predicted "
        + Numbers.percent(month.predicted())
        + " of "
        + Numbers.count(month.rows());
  }

  Element table() {
    Element head =
        element(
            "tr",
            columnHead("Month"),
            columnHead("Part"),
            number(columnHead("Applications")),
            number(columnHead("Observed")),
            number(columnHead("Predicted")),
            number(columnHead("Difference")));
    return element(
        "table",
        PageParts.unseenCaption("Default rate by month"),
        element("thead", head),
        element("tbody", card.months().stream().map(MonthFigure::row).toList()));
  }

  private static Element row(Month month) {
    return element(
        "tr",
        rowHead(text(month.month().toString())),
        element("td", month.part()),
        Numbers.cell(Numbers.count(month.rows())),
        Numbers.cell(Numbers.percent(month.observed())),
        Numbers.cell(Numbers.percent(month.predicted())),
        Numbers.cell(Numbers.percent(month.predicted() - month.observed())));
  }
}
