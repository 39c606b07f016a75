package dev.larder.model;

import static dev.larder.testing.Trees.leaf;
import static dev.larder.testing.Trees.split;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.larder.UserException;
import dev.larder.model.Encoding.Frequency;
import dev.larder.model.Encoding.NumericWithIndicator;
import dev.larder.model.Encoding.OneHot;
import dev.larder.model.Encoding.Ordinal;
import dev.larder.model.Encoding.Target;
import dev.larder.testing.Trees;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortableModelTest {
  private static final Input AMOUNT = Input.number("amount", null, InputType.FLOAT);
  private static final Input STATE =
      Input.category("state", "zipcode_features:state", List.of("TX", "CA"));

  private static final PortableModel TREE =
      model(
          List.of(AMOUNT, STATE),
          Trees.forest(
              split(0, (double) 0.1f, split(1, -0.5, leaf(1.0 / 3), leaf(0.25)), leaf(0.9))),
          null);

  /** One input of each encoding: amount 0, 1; city 2; home 3, 4; state 5; town 6. */
  private static final List<Input> ALL =
      List.of(
          input("amount", InputType.DOUBLE, new NumericWithIndicator(40)),
          input(
              "city", InputType.STRING, new Frequency(List.of("B", "A"), new double[] {0.5, 0.25})),
          input("home", InputType.STRING, new OneHot(List.of("OWN"))),
          input("state", InputType.STRING, new Ordinal(List.of("TX", "CA"))),
          input(
              "town", InputType.STRING, new Target(List.of("C"), new double[] {0.75}, 0.5, 0.125)));

  private static final PortableModel BOOSTED =
      model(
          ALL,
          Trees.boosted(
              split(0, 10, leaf(-0.5), split(6, 0.6, leaf(0.25), leaf(1))),
              split(3, 0.5, split(1, 0.5, leaf(0), leaf(1)), leaf(-1)),
              leaf(0.125)),
          new Calibration.Isotonic(new double[] {0.25, 0.75}, new double[] {0.125, 0.5}));

  private static final PortableModel REGRESSION =
      model(
          ALL,
          new LogisticRegression(
              new double[] {0.01, 1, -2, 0.5, -0.5, 0.25, 3},
              -1,
              new double[] {50, 0.1, 0.4, 0.6, 0.4, 0.5, 0.3}),
          new Calibration.Sigmoid(1.5, -0.25));

  private static Input input(String name, InputType type, Encoding encoding) {
    return new Input(name, null, type, encoding, "The " + name);
  }

  private static PortableModel model(
      List<Input> inputs, Predictor predictor, Calibration calibration) {
    return new PortableModel(
        2,
        "credit_model",
        "credit_service",
        inputs,
        List.of("color"),
        predictor,
        calibration,
        0.25,
        Map.of("label", "loan_status"));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (PortableModel model : List.of(TREE, BOOSTED, REGRESSION)) {
      assertThat(PortableModel.parse("model.json", model.toJson()))
          .isEqualTo(model)
          .hasSameHashCodeAs(model);
    }
  }

  @Property
  void everyThresholdAndProbabilityIsReadBackToTheLastBit(
      @ForAll double threshold, @ForAll long bits) {
    double probability = (bits >>> 11) * 0x1p-53;
    PortableModel model =
        model(List.of(AMOUNT), Trees.forest(split(0, threshold, leaf(probability), leaf(0))), null);
    assertThat(PortableModel.parse("model.json", model.toJson())).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, TX, 0.25",
    "0.1, CA, 0.25",
    "0.1, ZZ, 0.3333333333333333",
    "0.1, , 0.3333333333333333",
    ", TX, 0.25",
    "NaN, TX, 0.25",
    "-Infinity, TX, 0.25",
    "Infinity, TX, 0.9",
    "0.10000001, TX, 0.9",
    "0.2, , 0.9"
  })
  void walksTheTree(Float amount, String state, double probability) {
    Map<String, Object> values = new HashMap<>();
    values.put("amount", amount);
    values.put("state", state);
    assertThat(TREE.probability(values)).isEqualTo(probability);
  }

  @ParameterizedTest
  @CsvSource({
    "7.5,       B, OWN,  CA, C,  7.5   0  0.5   1 0   1  0.75",
    "Infinity,  A, RENT, tx, D,  1e100 0  0.25  0 1  -1  0.5",
    "NaN,       c, ,     TX, ,   40    1  0     0 1   0  0.125",
    ",          ,  OWN,  ,   C,  40    1  -1    1 0  -1  0.75"
  })
  void everyEncodingHasAPlaceForWhatIsMissingOrNew(
      Double amount, String city, String home, String state, String town, String numbers) {
    Object[] values = {amount, city, home, state, town};
    double[] expected =
        Arrays.stream(numbers.split(" +")).mapToDouble(Double::parseDouble).toArray();
    assertThat(Input.vector(ALL, i -> values[i])).containsExactly(expected);
  }

  @Test
  void aRequestsDoubleIsComparedAsTheFloatThatTrainingSaw() {
    assertThat(code(AMOUNT, 0.1)).isEqualTo(code(AMOUNT, 0.1f)).isEqualTo(0.1f).isNotEqualTo(0.1);
  }

  @Test
  void aMissingNumberIsBelowEveryOther() {
    Input input = Input.number("n", null, InputType.DOUBLE);
    assertThat(code(input, null)).isLessThan(code(input, Double.NEGATIVE_INFINITY));
    assertThat((code(input, null) + code(input, -Double.MAX_VALUE)) / 2)
        .isBetween(code(input, null), code(input, -Double.MAX_VALUE));
  }

  private static double code(Input input, Object value) {
    return Input.vector(List.of(input), i -> value)[0];
  }

  @Test
  void treesAreAddedUpAndCalibrated() {
    Map<String, Object> values = Map.of("amount", 20.0, "home", "RENT", "town", "C");
    double raw = 2 * (1 + 0.5 * 0 + 0.25 * 0.125);
    double probability = 1 / (1 + Math.exp(-raw));
    assertThat(BOOSTED.predictor().probability(raw)).isEqualTo(probability, within(1e-15));
    assertThat(probability).isGreaterThan(0.75);
    assertThat(BOOSTED.probability(values)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.125", "0.25, 0.125", "0.5, 0.3125", "0.75, 0.5", "1, 0.5"})
  void anIsotonicCalibrationIsStraightBetweenItsPoints(double probability, double calibrated) {
    assertThat(BOOSTED.calibration().apply(probability)).isEqualTo(calibrated);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 0.4378234991142019", "1, 1"})
  void aSigmoidCalibrationTakesAllProbabilities(double probability, double calibrated) {
    assertThat(REGRESSION.calibration().apply(probability)).isEqualTo(calibrated, within(1e-12));
  }

  @Property
  void contributionsAddUpToTheAnswer(
      @ForAll double amount, @ForAll boolean own, @ForAll boolean known) {
    Map<String, Object> values = new HashMap<>();
    values.put("amount", Math.abs(amount) > 1e6 ? null : (Double) amount);
    values.put("home", own ? "OWN" : "RENT");
    values.put("town", known ? "C" : null);
    for (PortableModel model : List.of(BOOSTED, REGRESSION)) {
      Score score = model.score(values);
      double raw = score.reference() + Arrays.stream(score.contributions()).sum();
      assertThat(model.calibration().apply(model.predictor().probability(raw)))
          .isEqualTo(score.probability(), within(1e-9));
      assertThat(score.probability()).isEqualTo(model.probability(values));
    }
  }

  @Test
  void contributionsAreTheStepsOfThePath() {
    Score score = TREE.score(Map.of("amount", 0.05, "state", "TX"));
    double below = (1.0 / 3 + 0.25) / 2;
    double root = (below + 0.9) / 2;
    assertThat(score.reference()).isEqualTo(root);
    assertThat(score.contributions()).containsExactly(below - root, 0.25 - below);
  }

  @Test
  void reasonsAreTheFourGreatestWithWordsEachOfThemOnce() {
    double[] contributions = {0.1, 0.7, -1, 0.2, 0.3, 0.9, 0.4, 0.5};
    String[] words = {"a", "b", "c", "d", "a", null, "e", "b"};
    boolean[] missing = {false, false, false, false, false, true, true, false};
    List<Input> inputs =
        IntStream.range(0, words.length)
            .mapToObj(
                i ->
                    new Input(
                        "x" + i,
                        i == 3 ? "view:x3" : null,
                        InputType.DOUBLE,
                        new Encoding.Numeric(-1),
                        words[i]))
            .toList();
    assertThat(
            model(inputs, Trees.forest(leaf(0.5)), null)
                .reasons(new Score(0.5, 0.5, contributions, missing)))
        .containsExactly(
            new Reason("x1", "b", 0.7),
            new Reason("x6", "Not known: x6", 0.4),
            new Reason("x4", "a", 0.3),
            new Reason("view:x3", "d", 0.2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TREE | \"format_version\" : 2  | \"format_version\" : 7   | format_version 2, found 7: a newer Larder wrote it.",
        "TREE | \"format_version\" : 2  | \"format_version\" : 1   | format_version 2, found 1: an older Larder wrote it, it has to be made again.",
        "TREE | \"format_version\"      | \"version\"              | format_version 2, found none.",
        "TREE | [ 1, 3, 0, 0, 0 ]       | [ 0, 3, 0, 0, 0 ]        | child[0] leads to nodes that are not behind it.",
        "TREE | [ 1, 3, 0, 0, 0 ]       | [ 1, 4, 0, 0, 0 ]        | child[1] leads to nodes that are not behind it.",
        "TREE | [ 1, 3, 0, 0, 0 ]       | [ 1, 3, 0, 0 ]           | The arrays column, threshold, child and value differ in length.",
        "TREE | [ 0, 1, -1, -1, -1 ]    | [ 0, 2, -1, -1, -1 ]     | column[1] asks for 2, there are 2 columns.",
        "TREE | [ 0, 1, -1, -1, -1 ]    | [ 0, -2, -1, -1, -1 ]    | column[1] asks for -2, there are 2 columns.",
        "TREE | [ 0, 1, -1, -1, -1 ]    | [ 0, 1, -1, null, -1 ]   | the key 'predictor.column",
        "TREE | -0.5,                   | \"NaN\",                 | threshold[1] is no finite number.",
        "TREE | 0.9, 0.3333             | 1.9, 0.3333              | value[2] is 1.9.",
        "TREE | \"roots\" : [ 0 ]       | \"roots\" : [ 5 ]        | roots[0] is no node.",
        "TREE | \"roots\" : [ 0 ]       | \"roots\" : [ ]          | It has no trees.",
        "TREE | \"roots\" : [ 0 ]       | \"roots\" : [ 0, 0 ]     | There are 1 weights for 2 trees.",
        "TREE | \"weights\" : [ 1.0 ]   | \"weights\" : [ 2.0 ]    | weights[0] is 2.0.",
        "TREE | \"MEAN\"                | \"MEDIAN\"               | the key 'predictor.link'",
        "TREE | \"tree_ensemble\"       | \"neural_network\"       | the key 'predictor'",
        "TREE | \"CA\"                  | \"TX\"                   | inputs[1] has a category twice, or one that is null.",
        "TREE | \"name\" : \"state\"    | \"name\" : \"amount\"    | inputs[1] needs its own name.",
        "TREE | [ \"color\" ]           | [ \"amount\" ]           | ignored[0] is another's name.",
        "TREE | \"FLOAT\"               | \"FLAOT\"                | the key 'inputs[0].type'",
        "TREE | \"FLOAT\"               | \"STRING\"               | inputs[0] is STRING, its encoding is not.",
        "TREE | zipcode_features:state  | state                    | inputs[1] refers to 'state', expected view:feature or null.",
        "TREE | \"threshold\" : 0.25    | \"threshold\" : 2        | Its threshold is not between 0 and 1.",
        "TREE | \"inputs\"              | inputs                   | This is no JSON",
        "BOOSTED | [ 0.5, 0.25 ]        | [ 0.5 ]                  | inputs[1].frequencies has 1 numbers, expected 2.",
        "BOOSTED | [ 0.125, 0.5 ]       | [ 0.6, 0.5 ]             | calibration is not a rising line between 0 and 1.",
        "BOOSTED | [ 0.25, 0.75 ]       | [ 0.75, 0.75 ]           | calibration is not a rising line between 0 and 1.",
        "BOOSTED | \"unseen\" : 0.5     | \"unseen\" : \"Infinity\" | inputs[4].unseen is no finite number.",
        "REGRESSION | \"slope\" : 1.5   | \"slope\" : -1.5         | calibration.slope is not positive.",
        "REGRESSION | 0.25, 3.0         | 0.25, 3.0, 1             | coefficients has 8 numbers, expected 7.",
        "REGRESSION | 0.25, 3.0         | 0.25, \"NaN\"            | coefficients holds what is no finite number.",
      })
  void whatIsWrongIsNamed(String model, String from, String to, String message) {
    String json =
        new String(
            Map.of("TREE", TREE, "BOOSTED", BOOSTED, "REGRESSION", REGRESSION).get(model).toJson(),
            UTF_8);
    assertThat(json).contains(from);
    assertThatThrownBy(
            () -> PortableModel.parse("model.json", json.replace(from, to).getBytes(UTF_8)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("model.json:")
        .hasMessageContaining(message);
  }

  @Test
  void aTruncatedFileIsRefusedWhereverItEnds() {
    byte[] json = BOOSTED.toJson();
    for (int length = 0; length < json.length - 1; length += 7) {
      byte[] part = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> PortableModel.parse("model.json", part))
          .isInstanceOf(UserException.class);
    }
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    String json =
        new String(TREE.toJson(), UTF_8)
            .replace("\"threshold\" : 0.25", "\"threshold\" : -1")
            .replace("\"name\" : \"state\"", "\"name\" : \"amount\"");
    assertThatThrownBy(() -> PortableModel.parse("model.json", json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(UserException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
