package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.report.Verification.Example;
import dev.larder.report.Verification.Interval;
import dev.larder.report.Verification.Verdict;
import dev.larder.report.Verification.View;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class VerificationPageTest {
  private static final Instant TIME = Instant.parse("2021-06-01T00:00:00Z");
  private static final String ODD = "<b>&\"'] \u0000日本";

  private static String page() {
    View view =
        new View(
            ODD,
            List.of("person"),
            List.of(new Interval(TIME.minusSeconds(60), TIME)),
            1234,
            5,
            Map.of(Verdict.MATCH, 1200L, Verdict.STALE, 1L, Verdict.EXTRA, 2L),
            1,
            2,
            0,
            List.of(
                new Example(
                    Verdict.STALE, ODD, 7, "host:7001", TIME.minusSeconds(1), TIME, List.of()),
                new Example(Verdict.MISSING, "key #2", 8, "host:7002", null, TIME, List.of()),
                new Example(Verdict.MISMATCH, "key #3", 9, "host:7003", TIME, TIME, List.of(ODD))));
    return new String(
        new VerificationPage(new Verification("shop", "version", 0.25, List.of(view))).toHtml(),
        StandardCharsets.UTF_8);
  }

  private static List<String> rows() throws Exception {
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    page().replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
    NodeList rows = page.getElementsByTagName("tr");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < rows.getLength(); i++) {
      texts.add(rows.item(i).getTextContent().strip());
    }
    return texts;
  }

  @Test
  void isWellFormedWhateverTheNamesAndKeys() throws Exception {
    String odd = ODD.replace('\u0000', '\uFFFD');
    assertThat(rows())
        .contains(
            odd + "1,200100002" + "12",
            "stale" + odd + "7host:70012021-05-31 23:59:592021-06-01 00:00:00",
            "missingkey #28host:7002nothing2021-06-01 00:00:00",
            "mismatchkey #39host:70032021-06-01 00:00:002021-06-01 00:00:00" + odd);
  }

  @Test
  void saysWhatWasCompared() {
    assertThat(page())
        .contains(
            "25.0 % of the entities were compared",
            "1,234 rows of the source, of 1,201 entities, from 2021-05-31 23:59:00 to 2021-06-01"
                + " 00:00:00; 5 rows without a key.");
  }

  @Test
  void loadsNothingFromElsewhere() {
    assertThat(page().replace("xmlns=\"http://www.w3.org/1999/xhtml\"", ""))
        .doesNotContain("http", "//", "url(", "@import", " src=", "<script", "<link");
  }
}
