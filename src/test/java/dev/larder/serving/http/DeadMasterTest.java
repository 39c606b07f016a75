package dev.larder.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import dev.larder.online.HashSlot;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.RedisTarget;
import dev.larder.testing.BreakableRedisCluster;
import dev.larder.testing.CreditModel;
import dev.larder.testing.CreditStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Decisions while a master of the online store hangs. */
class DeadMasterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2021-08-25T20:00:00Z");

  @Test
  void theOtherMastersFeaturesAreUsedAndNobodyWaitsForLong() throws IOException {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      OnlineStoreConfig online =
          new OnlineStoreConfig(
              RedisType.REDIS_CLUSTER, cluster.connectionString(), "mymaster", 0, true, false);
      String person;
      RedisCommand zipcode = CreditStore.row("zipcode_features", 76104L, 7L, NOW);
      try (RedisClient client =
          new RedisClient(
              RedisTarget.of(online, Settings.of(Map.of())),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              100)) {
        RedisClient.Master frozen = client.masters().get(0);
        person =
            IntStream.range(0, 1000)
                .mapToObj(i -> "person-" + i)
                .filter(p -> client.owner(slot(history(p))).equals(frozen.node()))
                .findFirst()
                .orElseThrow();
        String elsewhere =
            IntStream.range(0, 1000)
                .mapToObj(i -> "other-" + i)
                .filter(p -> !client.owner(slot(history(p))).equals(frozen.node()))
                .findFirst()
                .orElseThrow();
        client.execute(List.of(zipcode, history(person), history(elsewhere)));
        String request =
            CreditModel.REQUEST
                .replace("19630621_4278", person)
                .replace("19700101_0000", elsewhere);
        BreakableRedisCluster.freeze(
            cluster.masters().stream()
                .filter(server -> server.port() == frozen.port())
                .findFirst()
                .orElseThrow(),
            () -> {
              decide(online, request);
              refuse(online, request);
            });
      }
    }
  }

  private static RedisCommand history(String person) {
    return CreditStore.row("credit_history", person, 5L, NOW);
  }

  private static int slot(RedisCommand command) {
    return HashSlot.of(command.key());
  }

  private static void decide(OnlineStoreConfig online, String request) {
    try (FeatureServer server = server(online, Map.of("read_deadline", "200ms"))) {
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        HttpResponse<String> response = post(server, "/score?explain=true", request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.get("missing").toString()).contains("credit_history:hard_pulls");
        assertThat(answer.get("features").findValuesAsText("status"))
            .contains("UNANSWERED", "PRESENT");
        assertThat(answer.get("decision").asText()).isEqualTo("reject");
      }
      String asked =
          "{\"features\": [\"credit_history:hard_pulls\"], \"entities\": {\"dob_ssn\": [\"%s\"]}}"
              .formatted(request.replaceAll("(?s).*(person-\\d+).*", "$1"));
      assertThat(post(server, "/get-online-features", asked).statusCode()).isEqualTo(503);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void refuse(OnlineStoreConfig online, String request) {
    try (FeatureServer server =
        server(online, Map.of("read_deadline", "200ms", "on_missing", "refuse"))) {
      HttpResponse<String> response = post(server, "/score", request);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("credit_history:hard_pulls").contains("UNANSWERED");
    }
  }

  private static FeatureServer server(OnlineStoreConfig online, Map<String, String> settings) {
    FeatureStoreConfig config = CreditStore.config(online, settings);
    return FeatureServer.start(
        config,
        () -> CreditModel.DEFINITIONS,
        () -> CreditModel.MODEL,
        new FeatureServer.Options(
            "127.0.0.1", 0, NOW, Duration.ofSeconds(5), ServerLimits.DEFAULT));
  }

  private static HttpResponse<String> post(FeatureServer server, String path, String body) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(server.url() + path))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
