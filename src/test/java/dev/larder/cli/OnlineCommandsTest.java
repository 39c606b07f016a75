package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.testing.FeastPython;
import dev.larder.testing.GoldenHashes;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedRedisCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that use the online store, on what Feast wrote there. */
class OnlineCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Feast's server shows a timestamp that is not there as it is stored; its client shows none. */
  private static final String NO_TIMESTAMP = Long.toString(Long.MIN_VALUE);

  private static final List<Field> ZIPCODE = List.of(new Field("zipcode", ValueType.INT64));

  private static final List<Field> DOB_SSN = List.of(new Field("dob_ssn", ValueType.STRING));

  @TempDir Path repository;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void empty() {
    SharedRedisCluster.flush();
  }

  private int run(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", repository.toString()), Stream.of(args))
                .toArray(String[]::new));
  }

  /** A golden repository that points to the tests' cluster, and Feast's hashes in that. */
  private void prepare(String golden, String hashes) throws IOException {
    Path directory = SharedData.path("golden/" + golden);
    String yaml = Files.readString(directory.resolve("feature_store.yaml"));
    Files.writeString(
        repository.resolve("feature_store.yaml"),
        yaml.replace("127.0.0.1:7100", SharedRedisCluster.connectionString()));
    Files.copy(directory.resolve("registry.materialized.db"), repository.resolve("registry.db"));
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(GoldenHashes.commands(golden, hashes));
    }
  }

  /** The first entities of the stored keys, which must be of one join key. */
  private List<Object> storedEntities(int version, String project, List<Field> joinKey, int count)
      throws IOException {
    EntityKeyEncoder encoder = new EntityKeyEncoder(version, project, joinKey);
    Path sample = SharedData.path("golden/" + project + "/online.sample.jsonl");
    List<Object> entities = new ArrayList<>();
    for (String line : Files.readAllLines(sample)) {
      byte[] key = HexFormat.of().parseHex(JSON.readTree(line).get("key").asText());
      encoder.decode(key).ifPresent(values -> entities.add(values[0]));
    }
    return entities.subList(0, count);
  }

  private static Map<String, JsonNode> byName(JsonNode response) {
    Map<String, JsonNode> results = new LinkedHashMap<>();
    JsonNode names = response.get("metadata").get("feature_names");
    for (int i = 0; i < names.size(); i++) {
      results.put(names.get(i).asText(), response.get("results").get(i));
    }
    return results;
  }

  @Test
  void readsAFeatureServiceAsFeastDoes() throws IOException {
    String golden = "credit_scoring_v2";
    prepare(golden, "online.sample.jsonl");
    List<Object> zipcodes = storedEntities(2, golden, ZIPCODE, 3);
    List<Object> people = storedEntities(2, golden, DOB_SSN, 3);
    people = Stream.concat(people.stream().limit(2), Stream.of("19000101_0000")).toList();
    List<String> args =
        new ArrayList<>(List.of("get-online-features", "--feature-service", "credit_model"));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      args.addAll(List.of("--entity", "zipcode=" + zipcodes.get(i)));
      args.addAll(List.of("--entity", "dob_ssn=" + people.get(i)));
      rows.add(Map.of("zipcode", zipcodes.get(i), "dob_ssn", people.get(i)));
    }
    assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
    JsonNode response = JSON.readTree(out.toString());
    assertThat(response.get("results")).hasSize(17);
    assertThat(byName(response).get("hard_pulls").get("values").get(0).isNull()).isFalse();
    assertThat(byName(response).get("hard_pulls").get("values").get(2).isNull()).isTrue();
    JsonNode feast =
        JSON.readTree(
            FeastPython.run(
                "dev/larder/cli/get_online_features.py",
                repository.toString(),
                "credit_model",
                JSON.writeValueAsString(rows)));
    assertThat(byName(response)).containsExactlyInAnyOrderEntriesOf(byName(feast));
  }

  @Test
  void readsEveryTypeAsFeastDoes() throws IOException {
    prepare("types", "online.jsonl");
    EntityKeyEncoder keys =
        new EntityKeyEncoder(
            3,
            "types",
            List.of(new Field("store", ValueType.INT32), new Field("sku", ValueType.STRING)));
    List<String> args = new ArrayList<>(List.of("get-online-features", "--features", "types"));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(SharedData.path("golden/types/online.jsonl"))) {
      byte[] key = HexFormat.of().parseHex(JSON.readTree(line).get("key").asText());
      Object[] values = keys.decode(key).orElseThrow();
      args.addAll(List.of("--entity", "store=" + values[0], "--entity", "sku=" + values[1]));
      rows.add(Map.of("store", values[0], "sku", values[1]));
    }
    assertThat(rows).hasSize(8);
    assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
    String feast =
        FeastPython.run(
            "dev/larder/cli/get_online_features.py",
            repository.toString(),
            "",
            JSON.writeValueAsString(rows));
    assertThat(feast).contains(NO_TIMESTAMP);
    assertThat(byName(JSON.readTree(out.toString())))
        .containsExactlyInAnyOrderEntriesOf(
            byName(JSON.readTree(feast.replace(NO_TIMESTAMP, "null"))));
  }

  @Test
  void fullNamesHoldTheView() throws IOException {
    prepare("credit_scoring_v3", "online.sample.jsonl");
    assertThat(
            run(
                "get-online-features",
                "--features",
                "zipcode_features:city,credit_history:hard_pulls",
                "--entity=zipcode=1",
                "--entity=dob_ssn=x",
                "--full-feature-names"))
        .isZero();
    assertThat(byName(JSON.readTree(out.toString())))
        .containsOnlyKeys(
            "zipcode", "dob_ssn", "zipcode_features__city", "credit_history__hard_pulls");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--features=zipcode_feature:city --entity=zipcode=1"
            + "| There is no feature view 'zipcode_feature'. Did you mean 'zipcode_features'?",
        "--features=zipcode_features:town --entity=zipcode=1| It has no feature 'town'.",
        "--feature-service=credit --entity=zipcode=1| There is no feature service 'credit'.",
        "--features=zipcode_features --entity=zip=1| 'zip' is no join key",
        "--features=zipcode_features| entity row 1: The join key 'zipcode' is missing.",
        "--features=zipcode_features --entity=zipcode=x"
            + "| entity row 1, column zipcode: Expected a whole number of 64 bits, found text.",
        "--features=zipcode_features --entity=zipcode| --entity: Expected NAME=VALUE",
        "--feature-service=credit_model --entity=zipcode=1 --entity=zipcode=2 --entity=dob_ssn=x"
            + "| --entity: 'dob_ssn' has 1 of 2 values",
      })
  void wrongRequestsAreExplained(String args, String message) throws IOException {
    prepare("credit_scoring_v3", "online.sample.jsonl");
    assertThat(run(("get-online-features " + args).split(" "))).isEqualTo(1);
    assertThat(err.toString()).startsWith("Error: ").contains(message);
    assertThat(out.toString()).isEmpty();
  }

  private static long keys() {
    long[] count = {0};
    try (RedisClient client = SharedRedisCluster.client()) {
      client
          .masters()
          .forEach(
              m ->
                  client.scan(
                      m, "*".getBytes(StandardCharsets.US_ASCII), page -> count[0] += page.size()));
    }
    return count[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"credit_scoring_v2", "credit_scoring_v3"})
  void teardownDeletesThisProjectsKeysAlone(String golden) throws IOException {
    prepare(golden, "online.sample.jsonl");
    long own = keys();
    int version = golden.endsWith("2") ? 2 : 3;
    List<byte[]> foreign =
        List.of(
            new EntityKeyEncoder(version, "non" + golden, DOB_SSN).encode(new Object[] {"x"}),
            new EntityKeyEncoder(version, golden, List.of(new Field("other", ValueType.INT64)))
                .encode(new Object[] {1L}),
            ("something of " + golden).getBytes(StandardCharsets.UTF_8));
    try (RedisClient client = SharedRedisCluster.client()) {
      byte[] field = {1};
      client.execute(foreign.stream().map(k -> RedisCommand.hset(k, field, field)).toList());
    }
    assertThat(run("teardown", "--yes")).as(err.toString()).isZero();
    assertThat(keys()).isEqualTo(foreign.size());
    assertThat(out.toString()).contains("keys of zipcode").contains("keys of dob_ssn");
    assertThat(own).isGreaterThan(500);
    assertThat(repository.resolve("registry.db")).doesNotExist();
    assertThat(repository).isDirectoryNotContaining("glob:**/.*");
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "'n\n', 1", "'y\n', 0"})
  void teardownAsksFirst(String answer, int exitCode) throws IOException {
    prepare("types", "online.jsonl");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(run("teardown")).isEqualTo(exitCode);
    } finally {
      System.setIn(before);
    }
    assertThat(out.toString()).startsWith("Delete everything").contains("'types'");
    assertThat(keys()).isEqualTo(exitCode == 0 ? 0 : 8);
    assertThat(Files.exists(repository.resolve("registry.db"))).isEqualTo(exitCode != 0);
  }
}
