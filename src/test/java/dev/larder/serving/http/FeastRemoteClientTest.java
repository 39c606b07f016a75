package dev.larder.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.registry.FeatureRepository;
import dev.larder.testing.CreditModel;
import dev.larder.testing.FeastPython;
import dev.larder.testing.GoldenHashes;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feast's client with {@code online_store.type: remote}, on Larder's server. */
class FeastRemoteClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOLDEN = "credit_scoring_v3";

  private static final PortableModel MODEL =
      CreditModel.model(
          "m",
          null,
          List.of(Input.number("age", null, InputType.INT32)),
          Trees.forest(Trees.leaf(0.5)));

  @TempDir private Path repository;
  @TempDir private Path remote;

  @Test
  void readsWhatItReadsFromRedis() throws IOException {
    SharedRedisCluster.flush();
    Path golden = SharedData.path("golden/" + GOLDEN);
    Files.writeString(
        repository.resolve("feature_store.yaml"),
        Files.readString(golden.resolve("feature_store.yaml"))
            .replace("127.0.0.1:7100", SharedRedisCluster.connectionString()));
    Files.copy(
        golden.resolve("registry.materialized.db"),
        repository.resolve("registry.db"),
        StandardCopyOption.REPLACE_EXISTING);
    List<RedisCommand> hashes = GoldenHashes.commands(GOLDEN, "online.sample.jsonl");
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(hashes);
    }
    FeatureRepository found = FeatureRepository.open(repository.toString(), null);
    try (FeatureServer server =
        FeatureServer.start(
            found.config(),
            () -> found.registry().load().definitions(),
            () -> MODEL,
            new FeatureServer.Options(
                "127.0.0.1", 0, null, Duration.ofSeconds(5), ServerLimits.DEFAULT))) {
      JsonNode answers =
          JSON.readTree(
              FeastPython.run(
                  "dev/larder/feast/get_remote_online_features.py",
                  repository.toString(),
                  remote.toString(),
                  server.url(),
                  "credit_model",
                  JSON.writeValueAsString(rows(hashes))));
      assertThat(answers.get(0).size()).isEqualTo(2 + 15);
      assertThat(answers.get(0).get("hard_pulls").get(0).isNull()).isFalse();
      assertThat(answers.get(1)).isEqualTo(answers.get(0));
    }
  }

  /** Some who are stored, and one who is not. */
  private static List<Map<String, Object>> rows(List<RedisCommand> hashes) {
    List<Object> zipcodes = entities(hashes, new Field("zipcode", ValueType.INT64));
    List<Object> people = entities(hashes, new Field("dob_ssn", ValueType.STRING));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(Map.of("zipcode", zipcodes.get(i), "dob_ssn", people.get(i)));
    }
    rows.add(Map.of("zipcode", 1, "dob_ssn", "19000101_0000"));
    return rows;
  }

  private static List<Object> entities(List<RedisCommand> hashes, Field joinKey) {
    EntityKeyEncoder encoder = new EntityKeyEncoder(3, GOLDEN, List.of(joinKey));
    return hashes.stream()
        .flatMap(hash -> encoder.decode(hash.key()).stream())
        .map(values -> values[0])
        .toList();
  }
}
