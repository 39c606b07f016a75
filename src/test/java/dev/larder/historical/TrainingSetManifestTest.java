package dev.larder.historical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.OutputFile;
import dev.larder.historical.TrainingSetManifest.Request;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.historical.TrainingSetManifest.Times;
import dev.larder.historical.TrainingSetManifest.View;
import dev.larder.historical.TrainingSource.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSetManifestTest {
  private static final TrainingSetManifest MANIFEST =
      new TrainingSetManifest(
          1,
          new Request("loans.parquet", "credit_model", List.of(), false, true, List.of("state")),
          List.of("credit_history:hard_pulls"),
          "event_timestamp",
          List.of(
              new Column("loan_id", "bigint", Role.ENTITY_ROW, null),
              new Column("dob_ssn", "string", Role.JOIN_KEY, null),
              new Column("event_timestamp", "timestamp", Role.EVENT_TIMESTAMP, null),
              new Column("hard_pulls", "bigint", Role.FEATURE, "credit_history:hard_pulls")),
          28_638,
          new Times("2020-08-26T20:34:41.123456Z", "2021-08-25T20:34:41Z"),
          new TrainingSource("entity_df", Kind.FILES, "/data/loans.parquet", List.of()),
          List.of(
              new View(
                  "credit_history",
                  "credit_history",
                  new TrainingSource(
                      "history",
                      Kind.TABLE,
                      "credit.history",
                      List.of(
                          new TrainingSource.File("file:/a.parquet", 7, "2021-08-25T20:34:41Z"))),
                  28_000,
                  600,
                  38)),
          List.of(new OutputFile("state=TX/part-0.parquet", 12, "aa00")),
          "bb11",
          "6a7f",
          "0.1.0",
          "3.5.9");

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(TrainingSetManifest.parse("m.json", MANIFEST.toJson())).isEqualTo(MANIFEST);
  }

  @Test
  void keysAreSnakeCase() {
    assertThat(new String(MANIFEST.toJson(), UTF_8))
        .contains("\"format_version\" : 1", "\"full_feature_names\"", "\"role\" : \"join_key\"");
  }

  @Test
  void referencesWithoutAServiceAreReadBack() {
    TrainingSetManifest references =
        Manifests.of(
            new Request("t", null, List.of("v:a"), true, false, List.of()), "t", List.of(), 0);
    assertThat(TrainingSetManifest.parse("m.json", references.toJson())).isEqualTo(references);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "28638           | null            | the key 'rows' is missing, unknown, or of a wrong type",
        "28638           | \"many\"        | the key 'rows' is missing, unknown, or of a wrong type",
        "\"entity_row\"  | \"spine\"       | the key 'columns[0].role' is missing, unknown, or of a wrong type",
        "\"feature\"     | \"join_key\"    | Column 'hard_pulls' needs",
        "\"format_version\" : 1 | \"format_version\" : 2 | format_version 1, found 2: a newer Larder wrote it.",
        "\"format_version\" | \"version\"  | format_version 1, found none.",
        "\"columns\"     | \"colums\"      | the key 'columns' is missing, unknown, or of a wrong type",
        "\"features\"    | features        | This is no JSON"
      })
  void whatIsWrongIsNamed(String from, String to, String message) {
    String json = new String(MANIFEST.toJson(), UTF_8);
    assertThat(json).contains(from);
    assertThatThrownBy(
            () -> TrainingSetManifest.parse("m.json", json.replace(from, to).getBytes(UTF_8)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("m.json:")
        .hasMessageContaining(message);
  }
}
