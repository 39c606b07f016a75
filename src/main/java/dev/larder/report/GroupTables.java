package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.Part;
import dev.larder.report.ModelCard.Rates;
import dev.larder.report.ModelCard.Segment;
import dev.larder.report.ModelCard.Segmentation;
import java.util.ArrayList;
import java.util.List;

/** The tables of what becomes of groups of applicants. */
final class GroupTables {
  /** Below, the four-fifths rule says, a group is treated worse. */
  private static final double FOUR_FIFTHS = 0.8;

  private final ModelCard card;
  private final String lastPart;

  GroupTables(ModelCard card) {
    this.card = card;
    this.lastPart = card.parts().isEmpty() ? "" : card.parts().get(card.parts().size() - 1).name();
  }

  /** The tables of the columns that are protected, or of those that are not. */
  List<Element> tables(boolean isProtected) {
    List<Element> tables = new ArrayList<>();
    for (Segmentation segmentation : card.segmentations()) {
      if (segmentation.isProtected() == isProtected) {
        tables.add(element("h3", segmentation.column()).with("class", "column"));
        tables.add(table(segmentation));
      }
    }
    return tables;
  }

  private Element table(Segmentation segmentation) {
    List<String> others = card.parts().stream().map(Part::name).skip(1).toList();
    List<Element> head =
        new ArrayList<>(
            List.of(
                columnHead("Group"),
                number(columnHead("Applications")),
                number(columnHead("Observed")),
                number(columnHead("Predicted")),
                number(columnHead("Approved")),
                number(columnHead("Payers rejected")),
                number(columnHead("Defaults approved"))));
    if (segmentation.isProtected()) {
      others.forEach(part -> head.add(number(columnHead("Impact ratio, " + part))));
    }
    List<Element> rows = new ArrayList<>();
    for (Segment segment : segmentation.segments()) {
      List<Element> cells = new ArrayList<>(List.of(rowHead(text(segment.group()))));
      cells.addAll(rates(segment.parts().get(lastPart)));
      if (segmentation.isProtected()) {
        others.forEach(part -> cells.add(impact(segment.parts().get(part))));
      }
      rows.add(element("tr", cells));
    }
    return PageParts.table("Groups by " + segmentation.column(), head, rows)
        .with("class", "scrolled wrapped groups");
  }

  private static List<Element> rates(Rates rates) {
    if (rates == null) {
      List<Element> none = new ArrayList<>(List.of(Numbers.cell("0")));
      for (int i = 0; i < 5; i++) {
        none.add(Numbers.cell(Numbers.percent(null)));
      }
      return none;
    }
    return List.of(
        Numbers.cell(Numbers.count(rates.rows())),
        Numbers.cell(Numbers.percent(rates.observed())),
        Numbers.cell(Numbers.percent(rates.predicted())),
        Numbers.cell(Numbers.percent(rates.approvalRate())),
        Numbers.cell(Numbers.percent(rates.falsePositiveRate())),
        Numbers.cell(Numbers.percent(rates.falseNegativeRate())));
  }

  private static Element impact(Rates rates) {
    Double ratio = rates == null ? null : rates.adverseImpactRatio();
    Element cell = Numbers.cell(Numbers.decimal(ratio, 3));
    return ratio != null && ratio < FOUR_FIFTHS ? cell.with("class", "number moved much") : cell;
  }
}
