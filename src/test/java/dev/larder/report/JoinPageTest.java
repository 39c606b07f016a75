package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.EntityRow;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Value;
import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.JoinExplanation.View;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JoinPageTest {
  private static final Instant TIME = Instant.parse("2021-06-01T00:00:00Z");
  private static final String ODD = "<b>&\"'] \u0000日本";

  /** Each verdict once, but for those that do not occur together. */
  private static final Decision MATCHED =
      new Decision(
          List.of(new Value("person", "key #1")),
          TIME.minus(Duration.ofDays(90)),
          Outcome.MATCHED,
          List.of(
              candidate("2021-01-01T00:00:00Z", null, Verdict.EXPIRED),
              candidate("2021-04-01T00:00:00Z", null, Verdict.SUPERSEDED),
              candidate("2021-05-01T00:00:00Z", null, Verdict.OLDER_CREATED),
              candidate("2021-05-01T00:00:00Z", "2021-05-02T00:00:00Z", Verdict.TIE),
              candidate("2021-05-01T00:00:00Z", "2021-05-02T00:00:00Z", Verdict.CHOSEN),
              candidate("2021-05-30T00:00:00Z", null, Verdict.NOT_YET_CREATED),
              candidate("2021-05-31T00:00:00Z", "2021-06-02T00:00:00Z", Verdict.NOT_YET_CREATED),
              candidate("2021-06-01T00:00:00.000001Z", null, Verdict.FUTURE)),
          12,
          List.of(new Value(ODD, ODD), new Value("due", null)));

  private static final Decision MISSING =
      new Decision(
          List.of(new Value("person", null)), null, Outcome.MISSING, List.of(), 0, List.of());

  @Test
  void isWellFormedWhateverTheNamesAndValues() throws Exception {
    Document page = parsed(page());
    assertThat(page.getDocumentElement().getTagName()).isEqualTo("html");
    assertThat(texts(page, "dd")).contains(ODD.replace('\u0000', '\uFFFD'));
    assertThat(texts(page, "dt")).contains(ODD.replace('\u0000', '\uFFFD'));
    assertThat(texts(page, "h3")).anyMatch(text -> text.contains("<b>"));
  }

  @Test
  void loadsNothingFromElsewhere() {
    assertThat(page().replace("xmlns=\"http://www.w3.org/1999/xhtml\"", ""))
        .doesNotContain("http", "//", "url(", "@import", " src=", "<script", "<link");
  }

  @Test
  void saysOfEachCandidateWhyItWasChosenOrRefused() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String row : texts(parsed(page()), "tr")) {
      rows.add(row.replaceAll("\\s+", " ").strip());
    }
    assertThat(rows)
        .contains(
            "1 expired2021-01-01 00:00:00none61 d past the ttl",
            "2 superseded2021-04-01 00:00:00noneno. 5 is newer",
            "3 older created time2021-05-01 00:00:00noneno. 5 was created later",
            "4 tie, smaller by value2021-05-01 00:00:002021-05-02 00:00:00"
                + "no. 5 has greater values",
            "5 chosen2021-05-01 00:00:002021-05-02 00:00:0031 d before the row",
            "6 not yet created2021-05-30 00:00:00noneno created time",
            "7 not yet created2021-05-31 00:00:002021-06-02 00:00:00created 1 d after the row",
            "8 future2021-06-01 00:00:00.000001none1 µs after the row");
  }

  @Test
  void tellsVerdictsApartByTheirShapes() throws Exception {
    NodeList icons = parsed(page()).getElementsByTagName("ul").item(0).getChildNodes();
    List<String> shapes = new ArrayList<>();
    for (int i = 0; i < icons.getLength(); i++) {
      if (icons.item(i) instanceof Element item) {
        shapes.add(((Element) item.getElementsByTagName("path").item(0)).getAttribute("d"));
      }
    }
    assertThat(shapes).hasSize(Verdict.values().length).doesNotHaveDuplicates();
  }

  @Test
  void namesAndDescribesEachDrawing() throws Exception {
    NodeList drawings = parsed(page()).getElementsByTagName("svg");
    int named = 0;
    for (int i = 0; i < drawings.getLength(); i++) {
      Element drawing = (Element) drawings.item(i);
      if (drawing.getAttribute("role").equals("img")) {
        named++;
        assertThat(drawing.getElementsByTagName("desc").item(0).getTextContent())
            .isEqualTo("8 candidates; number 5 is chosen. The table below lists them.");
      } else {
        assertThat(drawing.getAttribute("aria-hidden")).isEqualTo("true");
      }
    }
    assertThat(named).isEqualTo(1);
  }

  @Test
  void usesEachIdOnce() {
    assertThat(page()).containsPattern("id=\"");
    List<String> ids = new ArrayList<>();
    java.util.regex.Pattern.compile(" id=\"([^\"]*)\"")
        .matcher(page())
        .results()
        .forEach(id -> ids.add(id.group(1)));
    assertThat(ids).doesNotHaveDuplicates().contains("row-1", "row-2");
  }

  @Test
  void saysWhyARowHasNoCandidates() {
    assertThat(page())
        .contains("A key that is null matches nothing.", "A row without a time matches nothing.")
        .contains("12 more feature rows with these keys");
  }

  @Test
  void summarizesAllRowsOfTheTrainingSet() {
    assertThat(page())
        .contains("1,990 (99.5 %)", "7 (0.4 %)", "3 (0.2 %)", "2,000 rows, from 2021-01-01");
  }

  private static String page() {
    List<View> views =
        List.of(
            new View("history", List.of("person"), Duration.ofDays(90), 1990, 7, 3),
            new View(ODD, List.of("person"), Duration.ZERO, 2000, 0, 0));
    JoinExplanation explanation =
        new JoinExplanation(
            2000,
            Instant.parse("2021-01-01T00:00:00Z"),
            TIME,
            true,
            "c0ffee",
            views,
            List.of(
                new EntityRow(TIME, List.of(new Value("id", "1")), List.of(MATCHED, MISSING)),
                new EntityRow(null, List.of(new Value(ODD, ODD)), List.of(MISSING, MISSING))));
    return new String(new JoinPage(explanation).toHtml(), StandardCharsets.UTF_8);
  }

  private static Candidate candidate(String eventTime, String createdTime, Verdict verdict) {
    return new Candidate(
        Instant.parse(eventTime), createdTime == null ? null : Instant.parse(createdTime), verdict);
  }

  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document page, String element) {
    NodeList found = page.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }
}
