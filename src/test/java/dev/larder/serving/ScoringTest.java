package dev.larder.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.model.Reason;
import dev.larder.testing.CreditModel;
import dev.larder.testing.Trees;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringTest {
  private static final Instant NOW = Instant.parse("2021-08-25T20:00:00.000001Z");
  private static final String GOOD = CreditModel.REQUEST;
  private static final Definitions DEFINITIONS = CreditModel.DEFINITIONS;
  private static final PortableModel MODEL = CreditModel.MODEL;

  /** A store in which every feature of a row has one value and one event time. */
  private static OnlineReader store(
      Function<Map<String, Object>, Long> value, Instant eventTimestamp) {
    return (projections, rows) -> {
      List<List<FeatureValue>> all = new ArrayList<>();
      for (Map<String, Object> row : rows) {
        List<FeatureValue> values = new ArrayList<>();
        for (FeatureViewProjection projection : projections) {
          for (Field feature : projection.features()) {
            values.add(new FeatureValue(projection, feature, value.apply(row), eventTimestamp));
          }
        }
        all.add(values);
      }
      return all;
    };
  }

  private static List<Decision> decide(String json, OnlineReader store) {
    Scoring scoring = Scoring.of(MODEL, DEFINITIONS);
    return scoring.decide(scoring.parse("request.json", json.getBytes(UTF_8)), store, NOW);
  }

  @Test
  void onlyFeaturesOfTheModelAreRead() {
    List<String> read = new ArrayList<>();
    decide(
        GOOD,
        (projections, rows) -> {
          projections.forEach(
              p -> p.features().forEach(f -> read.add(p.nameToUse() + ":" + f.name())));
          return store(row -> 1L, NOW).read(projections, rows);
        });
    assertThat(read)
        .containsExactly(
            "zipcode_features:state", "credit_history:hard_pulls", "co_signer:hard_pulls");
  }

  @Test
  void theStoreIsAskedByJoinKeysInTheTypesOfTheirViews() {
    decide(
        GOOD,
        (projections, rows) -> {
          assertThat(rows.get(0))
              .containsExactlyInAnyOrderEntriesOf(
                  Map.of(
                      "zipcode",
                      76104L,
                      "dob_ssn",
                      "19630621_4278",
                      "co_dob_ssn",
                      "19700101_0000"));
          return store(row -> 1L, NOW).read(projections, rows);
        });
  }

  @Test
  void aProbabilityAtTheThresholdRejects() {
    String old = GOOD.replace("33", "61");
    assertThat(decide(old, store(row -> 1L, NOW)))
        .containsExactly(new Decision("reject", 0.5, 0.5, List.of(), List.of(), "credit_model"));
    assertThat(decide(GOOD, store(row -> 1L, NOW)))
        .containsExactly(new Decision("approve", 0.125, 0.5, List.of(), List.of(), "credit_model"));
  }

  @Test
  void aRejectionHasItsReasonsAndAnApprovalHasNone() {
    assertThat(decide(GOOD, store(row -> 5L, NOW)).get(0).reasons())
        .containsExactly(
            new Reason("credit_history:hard_pulls", "Number of credit inquiries", 0.109375));
    assertThat(decide(GOOD, store(row -> 1L, NOW)).get(0).reasons()).isEmpty();
    // Only the age, which has no words, speaks against this one.
    assertThat(decide(GOOD.replace("33", "61"), store(row -> 1L, NOW)).get(0).reasons()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'age': 33, 'color': 'red', 'pets': {'cats': 1}}",
        "{'age': [33], 'color': ['red']}",
        "{'age': 33, 'color': null}"
      })
  void fieldsThatTheModelIgnoresMayBeThere(String request) {
    PortableModel model =
        new PortableModel(
            PortableModel.FORMAT_VERSION,
            "m",
            null,
            List.of(Input.number("age", null, InputType.INT32)),
            List.of("color", "pets"),
            Trees.forest(Trees.leaf(0.25)),
            null,
            0.5,
            Map.of());
    Scoring scoring = Scoring.of(model, DEFINITIONS);
    assertThat(scoring.parse("r", request.replace('\'', '"').getBytes(UTF_8)).rows())
        .containsExactly(Map.of("age", 33));
    assertThatThrownBy(() -> scoring.parse("r", "{\"age\": 1, \"dogs\": 2}".getBytes(UTF_8)))
        .hasMessageStartingWith("r: Unknown field 'dogs'.");
  }

  @Test
  void anApplicantNobodyKnowsIsDecidedAndAllFeaturesAreMissing() {
    assertThat(decide(GOOD, store(row -> null, null)))
        .containsExactly(
            new Decision(
                "approve",
                0.125,
                0.5,
                List.of(),
                List.of(
                    "zipcode_features:state", "credit_history:hard_pulls", "co_signer:hard_pulls"),
                "credit_model"));
  }

  @ParameterizedTest
  @CsvSource({
    "2021-08-25T20:00:00.000001Z, 0.75, 0",
    "2021-08-25T20:00:00.000002Z, 0.125, 3",
    "2021-05-27T20:00:00.000001Z, 0.75, 0",
    "2021-05-27T20:00:00.000000Z, 0.125, 2",
    "1970-01-01T00:00:00.000000Z, 0.125, 2"
  })
  void valuesCountUpToTheMomentAndWithinTheTtlAsInTraining(
      Instant eventTimestamp, double probability, int missing) {
    Decision decision = decide(GOOD, store(row -> 5L, eventTimestamp)).get(0);
    assertThat(decision.probability()).isEqualTo(probability);
    assertThat(decision.missing()).hasSize(missing);
  }

  @Test
  void theMomentIsCutToMicroseconds() {
    Scoring scoring = Scoring.of(MODEL, DEFINITIONS);
    Instant edge = NOW.minus(Duration.ofDays(90));
    assertThat(
            scoring.decide(
                scoring.parse("r", GOOD.getBytes(UTF_8)),
                store(row -> 5L, edge),
                NOW.plusNanos(999)))
        .allMatch(decision -> decision.missing().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'age': 33}                   | {'probability':0.125}",
        "{'age': [33]}                 | {'probability':0.125}",
        "{'age': [33, 61]}             | [{'probability':0.125},{'probability':0.5}]",
        "[{'age': 33}]                 | [{'probability':0.125}]",
        "[{'age': 33.0}, {'age': 6.1e1}] | [{'probability':0.125},{'probability':0.5}]",
        "{'age': null}                 | {'probability':0.125}"
      })
  void theAnswerHasTheFormOfTheRequest(String request, String answer)
      throws JsonProcessingException {
    PortableModel model =
        CreditModel.model(
            "m",
            null,
            List.of(Input.number("age", null, InputType.INT32)),
            Trees.forest(Trees.split(0, 60, Trees.leaf(0.125), Trees.leaf(0.5))));
    Scoring scoring = Scoring.of(model, DEFINITIONS);
    ScoringRequest parsed = scoring.parse("r", request.replace('\'', '"').getBytes(UTF_8));
    List<Decision> decisions = scoring.decide(parsed, store(row -> 1L, NOW), NOW);
    assertThat(new ObjectMapper().writeValueAsString(parsed.answer(decisions)))
        .isEqualTo(
            answer
                .replace(
                    "{'probability':0.125}",
                    "{'decision':'approve','probability':0.125,'threshold':0.5,'reasons':[],'missing':[],'model':'m'}")
                .replace(
                    "{'probability':0.5}",
                    "{'decision':'reject','probability':0.5,'threshold':0.5,'reasons':[],'missing':[],'model':'m'}")
                .replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"age\": 33`         | `\"age\": \"33\"`  | request.json: Field 'age' is a text; expected a whole number of 32 bits or null.",
        "33                    | 33.5               | request.json: Field 'age' is a number with a fraction; expected a whole number of 32 bits or null.",
        "33                    | 3333333333         | request.json: Field 'age' is a whole number; expected a whole number of 32 bits or null.",
        "33                    | true               | request.json: Field 'age' is true; expected a whole number of 32 bits or null.",
        "76104                 | null               | request.json: Field 'zipcode' is null; expected a whole number.",
        "76104                 | 99999999999999999999 | request.json: Field 'zipcode' is a number beyond 64 bits; expected a whole number.",
        "`\"19630621_4278\"`   | 196306214278       | request.json: Field 'dob_ssn' is a whole number; expected a text.",
        "`\"RENT\"`            | {}                 | request.json: Field 'home' is an object; expected a text or null.",
        "`\"age\": 33, `       | ``                 | request.json: Field 'age' is missing; expected a whole number of 32 bits or null.",
        "`\"age\"`             | `\"home\": 1, \"age\"` | request.json:1:107: This is no JSON: Duplicate field 'home'",
        "`\"RENT\"}`           | `\"RENT\"`         | request.json:1:104: This is no JSON: it ends too early.",
        "`\"RENT\"}`           | `\"RENT\"} {}`     | This is no JSON: something stands behind its end.",
        "`\"19630621_4278\"`   | abc_4278           | request.json:1:40: This is no JSON: Unrecognized token.",
        "33                    | [33]               | while others are lists; expected a list.",
      })
  void aRequestThatDoesNotFitIsRefused(String from, String to, String message) {
    assertThat(GOOD).contains(from);
    assertThatThrownBy(() -> decide(GOOD.replace(from, to), store(row -> 1L, NOW)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7        | request.json: Expected an object, a list of objects, or an object of lists, found a whole number.",
        "``       | request.json: Expected an object, a list of objects, or an object of lists, found nothing.",
        "[]       | request.json: There is no loan request in it.",
        "[7]      | request.json, row 1: Expected an object, found a whole number.",
        "{'zipcode': [], 'dob_ssn': [], 'co_dob_ssn': [], 'age': [], 'home': []} | request.json: There is no loan request in it.",
        "{'zipcode': [1, 2], 'dob_ssn': ['a'], 'co_dob_ssn': ['b'], 'age': [1], 'home': ['c']} | The lists differ in length: zipcode has 2, dob_ssn has 1, co_dob_ssn has 1, age has 1, home has 1.",
        "{'zipcode': [1, 'x'], 'dob_ssn': ['a', 'b'], 'co_dob_ssn': ['b', 'c'], 'age': [1, 2], 'home': ['c', 'd']} | request.json, row 2: Field 'zipcode' is a text; expected a whole number."
      })
  void aRequestOfAWrongFormIsRefused(String json, String message) {
    assertThatThrownBy(() -> decide(json.replace('\'', '"'), store(row -> 1L, NOW)))
        .isInstanceOf(UserException.class)
        .hasMessage(message.startsWith("The lists") ? "request.json: " + message : message);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    String json =
        "["
            + GOOD
            + ","
            + GOOD.replace("\"age\": 33", "\"ages\": 33").replace("76104", "\"x\"")
            + "]";
    assertThatThrownBy(() -> decide(json, store(row -> 1L, NOW)))
        .hasMessage(
            "request.json, row 2: Unknown field 'ages'. Did you mean 'age'?\n"
                + "request.json, row 2: Field 'age' is missing; expected a whole number of 32 bits or"
                + " null.\n"
                + "request.json, row 2: Field 'zipcode' is a text; expected a whole number.");
  }

  @Test
  void aModelWhoseFeaturesAreNotThereIsRefused() {
    Definitions other =
        CreditModel.definitions(
            CreditModel.view(
                "zipcode_features", "zipcode", ValueType.INT64, Duration.ZERO, "city", "state"),
            CreditModel.view(
                "credit_history", "dob_ssn", ValueType.STRING, Duration.ZERO, "hard_pull"));
    assertThatThrownBy(() -> Scoring.of(MODEL, other))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "model credit_model: Its feature 'co_signer:hard_pulls' is not in the feature service"
                + " 'credit_service'. Did you mean 'co_signer:hard_pull'?\n"
                + "model credit_model: Its feature 'credit_history:hard_pulls' is not in the feature"
                + " service 'credit_service'. Did you mean 'credit_history:hard_pull'?");
  }

  @Test
  void aModelTrainedWithAnotherTypeIsRefused() {
    PortableModel floats =
        CreditModel.model(
            "m",
            null,
            List.of(Input.number("p", "credit_history:hard_pulls", InputType.FLOAT)),
            Trees.forest(Trees.leaf(0)));
    assertThatThrownBy(() -> Scoring.of(floats, DEFINITIONS))
        .hasMessage(
            "model m: It was trained with 'credit_history:hard_pulls' as Float32, which is now"
                + " Int64; train it again.");
  }
}
