package dev.larder.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.model.Node.Leaf;
import dev.larder.model.Node.Split;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortableModelTest {
  private static final PortableModel MODEL =
      new PortableModel(
          1,
          "credit_model",
          "credit_service",
          List.of(
              Input.number("amount", null, InputType.FLOAT),
              Input.category("state", "zipcode_features:state", List.of("TX", "CA"))),
          List.of(
              new Split(0, (double) 0.1f, 1, 4),
              new Split(1, -0.5, 2, 3),
              new Leaf(1.0 / 3),
              new Leaf(0.25),
              new Leaf(0.9)),
          0.25,
          Map.of("label", "loan_status"));

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(PortableModel.parse("model.json", MODEL.toJson())).isEqualTo(MODEL);
  }

  @Property
  void everyThresholdAndProbabilityIsReadBackToTheLastBit(
      @ForAll double threshold, @ForAll long bits) {
    double probability = (bits >>> 11) * 0x1p-53;
    PortableModel model =
        new PortableModel(
            1,
            "m",
            null,
            List.of(Input.number("a", null, InputType.DOUBLE)),
            List.of(new Split(0, threshold, 1, 2), new Leaf(probability), new Leaf(0)),
            probability,
            Map.of());
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
    assertThat(MODEL.probability(values)).isEqualTo(probability);
  }

  @Test
  void aRequestsDoubleIsComparedAsTheFloatThatTrainingSaw() {
    Input input = MODEL.inputs().get(0);
    assertThat(input.encode(0.1)).isEqualTo(input.encode(0.1f)).isEqualTo(0.1f).isNotEqualTo(0.1);
  }

  @Test
  void codesOfTextsAreTheirPositionsInOrder() {
    Input input = MODEL.inputs().get(1);
    assertThat(input.encode("CA")).isZero();
    assertThat(input.encode("TX")).isEqualTo(1);
    assertThat(input.encode("tx")).isEqualTo(input.encode(null)).isEqualTo(-1);
  }

  @Test
  void aMissingNumberIsBelowEveryOther() {
    Input input = Input.number("n", null, InputType.DOUBLE);
    assertThat(input.encode(null)).isLessThan(input.encode(Double.NEGATIVE_INFINITY));
    assertThat((input.encode(null) + input.encode(-Double.MAX_VALUE)) / 2)
        .isBetween(input.encode(null), input.encode(-Double.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format_version\" : 1  | \"format_version\" : 7   | format_version 1, found 7.",
        "\"format_version\"      | \"version\"              | format_version 1, found none.",
        "\"left\" : 1            | \"left\" : 0             | nodes[0] leads to a node that is not behind it.",
        "\"right\" : 4           | \"right\" : 5            | nodes[0] leads to a node that is not behind it.",
        "\"input\" : 1           | \"input\" : 2            | nodes[1] asks for input 2, there are 2.",
        "\"probability\" : 0.9   | \"probability\" : 1.9    | nodes[4] has a probability that is not between 0 and 1.",
        "\"probability\" : 0.9   | \"probabilty\" : 0.9     | the key 'nodes[4]",
        "\"CA\"                  | \"UT\"                   | inputs[1].categories[1] is not greater than the one before.",
        "\"name\" : \"state\"    | \"name\" : \"amount\"    | inputs[1] needs its own name.",
        "\"FLOAT\"               | \"FLAOT\"                | model.json:8:14: This is no model: the key 'inputs[0].type'",
        "zipcode_features:state  | state                    | inputs[1] refers to 'state', expected view:feature or null.",
        "\"threshold\" : 0.25    | \"threshold\" : 2        | Its threshold is not between 0 and 1.",
        "\"nodes\"               | nodes                    | This is no JSON"
      })
  void whatIsWrongIsNamed(String from, String to, String message) {
    String json = new String(MODEL.toJson(), UTF_8);
    assertThat(json).contains(from);
    assertThatThrownBy(
            () -> PortableModel.parse("model.json", json.replace(from, to).getBytes(UTF_8)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("model.json:")
        .hasMessageContaining(message);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    String json =
        new String(MODEL.toJson(), UTF_8)
            .replace("\"threshold\" : 0.25", "\"threshold\" : -1")
            .replace("\"input\" : 1", "\"input\" : 9");
    assertThatThrownBy(() -> PortableModel.parse("model.json", json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(UserException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
