package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.report.ModelCard.CalibrationBin;
import dev.larder.report.ModelCard.CurvePoint;
import dev.larder.report.ModelCard.Dependence;
import dev.larder.report.ModelCard.DependencePoint;
import dev.larder.report.ModelCard.Gate;
import dev.larder.report.ModelCard.Input;
import dev.larder.report.ModelCard.Month;
import dev.larder.report.ModelCard.Part;
import dev.larder.report.ModelCard.Rates;
import dev.larder.report.ModelCard.ScoreBin;
import dev.larder.report.ModelCard.Segment;
import dev.larder.report.ModelCard.Segmentation;
import dev.larder.testing.Chromium;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ModelCardPageTest {
  private static final String ODD = "<b>&\"'] \u0000日本";
  private static final List<String> PARTS = List.of("train", "validation", "test");

  // Chromium's last helper processes may still write there.
  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path profile;

  private static final ModelCard CARD =
      new ModelCard(
          "credit_model",
          List.of("It is for loans.", ODD),
          Map.of("Rows", "28,638"),
          Map.of("algorithm", "gradient_boosted_trees", "max_depth", "4"),
          0.25,
          PARTS.stream().map(ModelCardPageTest::part).toList(),
          months(),
          List.of(
              input("income", "history:income", 0.6, 0.11),
              input(ODD, null, 0.3, 0.3),
              input("grade", null, 0.1, 0.02)),
          List.of(
              new Dependence(
                  "income",
                  IntStream.range(0, 10)
                      .mapToObj(
                          i -> new DependencePoint("" + 12_500 * i, 12_500.0 * i, 0.5 - 0.04 * i))
                      .toList()),
              new Dependence(
                  "home",
                  List.of(
                      new DependencePoint("RENT", null, 0.31),
                      new DependencePoint("a home of a name that is longer", null, 0.12))),
              new Dependence("constant", List.of(new DependencePoint("1", 1.0, 0.2)))),
          List.of(
              new Segmentation("home", false, List.of(segment("RENT", 0.9), segment(ODD, 0.7))),
              new Segmentation(
                  "age", true, List.of(segment("below 25", 0.75), segment("25 and above", 1.0)))),
          List.of(
              new Gate("min_auc", 0.81, "at least 0.8", true, "validation"),
              new Gate("max_psi", 0.31, "at most 0.25", false, "train to validation, input " + ODD),
              new Gate("min_ks", null, "at least 0.4", false, "validation")),
          Map.of("Training set, hash of its content", "abc".repeat(20)));

  private static Part part(String name) {
    double shift = 0.1 * PARTS.indexOf(name);
    Map<String, Number> metrics = new LinkedHashMap<>();
    metrics.put("rows", 1000L);
    metrics.put("positives", 210L);
    metrics.put("auc", 0.95 - shift);
    metrics.put("average_precision", 0.9 - shift);
    metrics.put("ks", 0.7 - shift);
    metrics.put("calibration_error", 0.01);
    metrics.put("approval_rate", 0.8);
    metrics.put("f1", null);
    return new Part(
        name,
        Instant.parse("2020-08-01T00:00:00Z"),
        Instant.parse("2021-03-01T10:00:00Z"),
        metrics,
        name.equals("train") ? null : 0.2,
        IntStream.rangeClosed(0, 100)
            .mapToObj(
                i ->
                    new CurvePoint(
                        1 - i / 100.0,
                        Math.pow(i / 100.0, 4 - 10 * shift),
                        Math.pow(i / 100.0, 0.3 + shift),
                        1 - 0.79 * Math.pow(i / 100.0, 2 - 5 * shift)))
            .toList(),
        IntStream.range(0, 10)
            .mapToObj(i -> new CalibrationBin(100, 0.95 - 0.1 * i, 0.9 - 0.09 * i + shift / 2))
            .toList(),
        IntStream.range(0, 40)
            .mapToObj(i -> new ScoreBin(100L / (i + 1) + i / 8, i / 8 + (i == 0 ? 3 : 0)))
            .toList());
  }

  private static List<Month> months() {
    List<Month> months = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      String part = PARTS.get(i < 8 ? 0 : i < 11 ? 1 : 2);
      months.add(
          new Month(
              YearMonth.of(2020, 8).plusMonths(i), part, 100, 0.2 + 0.01 * i, 0.21 + 0.003 * i));
    }
    return months;
  }

  private static Input input(String name, String reference, double gain, double psi) {
    return new Input(
        name,
        reference,
        reference == null ? null : "Income is low",
        gain,
        gain / 4,
        0.5 + gain / 3,
        Map.of("train", 0.0, "validation", 0.01, "test", 0.02),
        Map.of("validation", psi, "test", psi / 2));
  }

  private static Segment segment(String group, double ratio) {
    Rates rates = new Rates(1200, 0.21, 0.22, 0.8, 0.1, null, ratio);
    return new Segment(group, Map.of("validation", rates, "test", rates));
  }

  private static String page(ModelCard card) {
    return new String(new ModelCardPage(card).toHtml(), StandardCharsets.UTF_8);
  }

  private static List<Element> elements(String page, String name) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    page.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
    NodeList found = document.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> texts(String name) throws Exception {
    return elements(page(CARD), name).stream()
        .map(e -> e.getTextContent().replace("\n", "").strip())
        .toList();
  }

  @Test
  void isWellFormedWhateverTheNames() throws Exception {
    String odd = ODD.replace('\u0000', '\uFFFD');
    assertThat(texts("tr"))
        .contains(
            "min_aucpassed0.8100at least 0.8validation",
            "max_psifailed0.3100at most 0.25train to validation, input " + odd,
            "min_ksfailed–at least 0.4validation",
            odd + "request" + "0.0750" + "30.0 %" + "0.600" + "never",
            "below 25"
                + "1,200"
                + "21.0 %"
                + "22.0 %"
                + "80.0 %"
                + "10.0 %"
                + "–"
                + "0.750"
                + "0.750",
            "2020-08" + "train" + "100" + "20.0 %" + "21.0 %" + "1.0 %");
  }

  @Test
  void saysWhatTheLastPartSaysAndWhetherTheGatesArePassed() {
    assertThat(page(CARD)).contains("in 75.0 % of all cases", "2 gates failed.");
  }

  @Test
  void eachDrawingHasItsOwnNameAndNothingRunsOrLoads() throws Exception {
    List<String> ids =
        elements(page(CARD), "title").stream()
            .map(title -> title.getAttribute("id"))
            .filter(id -> !id.isEmpty())
            .toList();
    assertThat(ids).doesNotHaveDuplicates().hasSize(5 + 1 + 3);
    assertThat(page(CARD)).doesNotContain("<script", "src=", "href=", "NaN", "Infinity");
  }

  @Test
  void whatThereIsNothingOfIsLeftOut() throws Exception {
    ModelCard empty =
        new ModelCard(
            "empty", List.of(), Map.of(), Map.of(), 0.5, List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), Map.of());
    assertThat(page(empty)).contains("No gates were asked for.").doesNotContain("Protected");
    assertThat(elements(page(empty), "section")).isNotEmpty();
  }

  @Test
  void isTheSameForEqualCards() {
    assertThat(page(CARD)).isEqualTo(page(CARD));
  }

  @ParameterizedTest
  @CsvSource({"desktop, 1280, 900, false", "phone, 390, 844, false", "dark, 1280, 900, true"})
  void nothingSticksOut(String name, int width, int height, boolean dark) throws Exception {
    Path html = Files.write(profile.resolve(name + ".html"), new ModelCardPage(CARD).toHtml());
    try (Chromium browser = Chromium.open(Files.createDirectory(profile.resolve(name)))) {
      browser.screen(width, height, dark);
      browser.load(html.toUri().toString());
      assertThat(
              browser
                  .evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                  .asBoolean())
          .isTrue();
      browser.picture(Path.of("target/page", "model-card-" + name + ".png"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, '0 0.2 0.4 0.6 0.8 1'",
    "0, 0.3, '0 0.05 0.1 0.15 0.2 0.25 0.3'",
    "-3, 17, '0 5 10 15'",
    "100000, 250000, '100000 150000 200000 250000'",
  })
  void ticksAreRoundNumbers(double least, double greatest, String ticks) {
    assertThat(new Scale(least, greatest).ticks())
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class)
        .containsExactlyElementsOf(Arrays.stream(ticks.split(" ")).map(Double::valueOf).toList());
  }
}
