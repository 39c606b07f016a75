package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.report.Materialization.Interval;
import dev.larder.report.Materialization.Shard;
import dev.larder.report.Materialization.SlotRange;
import dev.larder.report.Materialization.View;
import dev.larder.report.Materialization.Writes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class MaterializationPageTest {
  private static final Instant TIME = Instant.parse("2021-06-01T00:00:00Z");
  private static final String ODD = "<b>&\"'] \u0000日本";

  private static String page() {
    Interval earlier = new Interval(TIME.minusSeconds(120), TIME.minusSeconds(60));
    Interval later = new Interval(TIME.minusSeconds(60), TIME);
    View view =
        new View(
            ODD,
            later,
            List.of(earlier),
            List.of(new Interval(earlier.start(), later.end())),
            5000,
            6,
            List.of(
                new Writes("host:7001", 1000, 20, 3, 2_000_000, 4),
                new Writes("host:7002", 500, 10, 0, 1_000_000, 0)));
    return new String(
        new MaterializationPage(
                new Materialization(
                    "shop",
                    List.of(
                        new Shard(
                            "host:7001", List.of(new SlotRange(0, 99), new SlotRange(200, 200))),
                        new Shard("host:7002", List.of(new SlotRange(201, 16_383)))),
                    List.of(view)))
            .toHtml(),
        StandardCharsets.UTF_8);
  }

  private static List<String> texts(String element) throws Exception {
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    page().replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
    NodeList elements = page.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(elements.item(i).getTextContent().strip());
    }
    return texts;
  }

  @Test
  void isWellFormedWhateverTheNames() throws Exception {
    assertThat(texts("tr"))
        .contains(
            ODD.replace('\u0000', '\uFFFD') + "5,000" + "6" + "1,500" + "30" + "3" + "3.0 MB",
            "host:7001" + "1,000" + "20" + "3" + "4" + "2.0 MB",
            "host:7002" + "500" + "10" + "0" + "0" + "1.0 MB");
  }

  @Test
  void saysWhichIntervalsWereRecordedBeforeAndAfter() {
    assertThat(page())
        .contains(
            "Window: 2021-05-31 23:59:00 to 2021-06-01 00:00:00.",
            "Recorded before: 2021-05-31 23:58:00 to 2021-05-31 23:59:00.",
            "Recorded after: 2021-05-31 23:58:00 to 2021-06-01 00:00:00.");
  }

  @Test
  void drawsEachShardWithItsSlots() throws Exception {
    assertThat(texts("desc"))
        .containsExactly("host:7001: 101 slots (0–99, 200); host:7002: 16,183 slots (201–16383)");
    assertThat(texts("rect")).hasSize(2 + 3);
  }

  @Test
  void isTheSameForEqualMaterializations() {
    assertThat(page()).isEqualTo(page());
  }
}
