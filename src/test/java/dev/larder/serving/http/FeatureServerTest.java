package dev.larder.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.cli.demo.LocalCertificate;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.model.PortableModel;
import dev.larder.online.RedisClient;
import dev.larder.testing.CreditModel;
import dev.larder.testing.CreditStore;
import dev.larder.testing.SharedRedisCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server, asked by a real client, over the tests' Redis Cluster. */
class FeatureServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Instant NOW = Instant.parse("2021-08-25T20:00:00Z");
  private static final String DAY_BEFORE = "2021-08-24T20:00:00Z";

  private static final AtomicReference<PortableModel> MODEL =
      new AtomicReference<>(CreditModel.MODEL);

  private static FeatureServer server;

  @BeforeAll
  static void start() {
    SharedRedisCluster.flush();
    try (RedisClient client = SharedRedisCluster.client()) {
      Instant day = Instant.parse(DAY_BEFORE);
      CreditStore.store(
          client,
          CreditStore.row("zipcode_features", 76104L, 7L, day),
          CreditStore.row("credit_history", "19630621_4278", 5L, day),
          CreditStore.row("credit_history", "19700101_0000", null, day),
          CreditStore.row("credit_history", "19000101_0000", 1L, day.minus(Duration.ofDays(90))));
    }
    server = server(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static FeatureServer server(Map<String, String> settings) {
    FeatureStoreConfig config = CreditStore.config(SharedRedisCluster.config(), settings);
    return FeatureServer.start(
        config,
        () -> CreditModel.DEFINITIONS,
        MODEL::get,
        new FeatureServer.Options(
            "127.0.0.1", 0, NOW, Duration.ofMillis(50), ServerLimits.DEFAULT));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> post(FeatureServer server, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(FeatureServer server, String path) {
    return send(HttpRequest.newBuilder(URI.create(server.url() + path)));
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    return JSON.readTree(response.body());
  }

  @Test
  void decidesInTheFormOfTheRequest() throws IOException {
    HttpResponse<String> one = post(server, "/score", CreditModel.REQUEST);
    assertThat(one.statusCode()).isEqualTo(200);
    assertThat(json(one))
        .isEqualTo(
            JSON.readTree(
                "{'decision':'reject','probability':0.75,'threshold':0.5,'reasons':[{'feature':'credit_history:hard_pulls','text':'Number of credit inquiries','contribution':0.109375}],'missing':['co_signer:hard_pulls'],'model':'credit_model'}"
                    .replace('\'', '"')));
    assertThat(json(post(server, "/score", "[" + CreditModel.REQUEST + "]")).isArray()).isTrue();
  }

  @Test
  void explainsWhatADecisionWasMadeFrom() throws IOException {
    HttpResponse<String> response = post(server, "/score?explain=true", CreditModel.REQUEST);
    JsonNode answer = json(response);
    JsonNode pulls = answer.get("features").get(1);
    assertThat(pulls.toString())
        .isEqualTo(
            "{\"view\":\"credit_history\",\"feature\":\"hard_pulls\",\"value\":5,\"status\":\"PRESENT\","
                + "\"event_timestamp\":\"2021-08-24T20:00:00Z\",\"age_seconds\":86400.0}");
    assertThat(answer.get("features").get(2).get("status").asText()).isEqualTo("NULL_VALUE");
    assertThat(answer.get("reference").asDouble()).isEqualTo(0.640625);
    assertThat(answer.get("contributions").size()).isEqualTo(5);
    assertThat(answer.get("contributions").get(2).toString())
        .isEqualTo("{\"feature\":\"credit_history:hard_pulls\",\"contribution\":0.109375}");
    assertThat(answer.get("keys").findValuesAsText("view"))
        .containsExactly("zipcode_features", "credit_history", "co_signer");
    assertThat(answer.get("keys").get(1).get("slot").asInt()).isBetween(0, 16383);
    assertThat(answer.get("keys").get(1).get("master").asText()).startsWith("127.0.0.1:");
    assertThat(answer.get("milliseconds").size()).isEqualTo(3);
    assertThat(response.body()).doesNotContain("19630621_4278");
  }

  @Test
  void answersAsFeastsServer() throws IOException {
    String asked =
        """
        {"features": ["credit_history:hard_pulls"], "full_feature_names": true,
         "entities": {"dob_ssn": ["19630621_4278", "nobody"], "zipcode": [1, 2]}}
        """;
    assertThat(json(post(server, "/get-online-features", asked)).toString())
        .isEqualTo(
            ("{'metadata':{'feature_names':['dob_ssn','credit_history__hard_pulls']},'results':["
                    + "{'values':['19630621_4278','nobody'],'statuses':['PRESENT','PRESENT'],"
                    + "'event_timestamps':['1970-01-01T00:00:00Z','1970-01-01T00:00:00Z']},"
                    + "{'values':[5,null],'statuses':['PRESENT','PRESENT'],"
                    + "'event_timestamps':['2021-08-24T20:00:00Z','1970-01-01T00:00:00Z']}]}")
                .replace('\'', '"'));
  }

  @Test
  void statusesAreThoseOfFeastsJavaServerWhereAskedFor() throws IOException {
    String asked =
        """
        {"feature_service": "credit_service", "include_feature_view_version_metadata": true,
         "full_feature_names": true, "entities": {"zipcode": [76104, 1, 76104],
         "dob_ssn": ["19630621_4278", "nobody", "19700101_0000"], "co_dob_ssn": ["a", "b", "c"]}}
        """;
    try (FeatureServer strict = server(Map.of("online_status", "strict"))) {
      JsonNode answer = json(post(strict, "/get-online-features", asked));
      assertThat(answer.get("metadata").get("feature_view_metadata").size()).isEqualTo(3);
      assertThat(answer.get("results").get(3).get("statuses").toString())
          .isEqualTo("[\"PRESENT\",\"NOT_FOUND\",\"PRESENT\"]");
      // The times are long past, and the view has a ttl of 90 days.
      assertThat(answer.get("results").get(5).get("statuses").toString())
          .isEqualTo("[\"OUTSIDE_MAX_AGE\",\"NOT_FOUND\",\"OUTSIDE_MAX_AGE\"]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET  | /score               | ``   | 405 | Expected the method POST.",
        "POST | /health              | ``   | 405 | Expected the method GET.",
        "POST | /scores              | {}   | 404 | There is nothing at this path. Did you mean '/score'?",
        "POST | /score               | ``   | 400 | request: Expected an object, a list of objects, or an object of lists, found nothing.",
        "POST | /score               | {    | 400 | request:1:2: This is no JSON: it ends too early.",
        "POST | /score               | {}   | 400 | request: Field 'zipcode' is missing; expected a whole number.",
        "POST | /get-online-features | []   | 400 | request: Expected an object.",
        "POST | /get-online-features | {}   | 400 | request: Expected 'features' or a 'feature_service'.",
        "POST | /get-online-features | {'features': ['credit_histry:hard_pulls'], 'entities': {}} | 400 | Did you mean 'credit_history'?",
        "POST | /get-online-features | {'features': ['credit_history:hard_pulls'], 'entities': {}} | 400 | entity row 1: The join key 'dob_ssn' is missing.",
        "POST | /get-online-features | {'features': ['credit_history:hard_pulls'], 'entities': {'dob_ssn': 'a'}} | 400 | request: The entity 'dob_ssn' is no list of values.",
        "POST | /get-online-features | {'features': ['credit_history:hard_pulls'], 'entities': {'dob_ssn': [7]}} | 400 | entity row 1, column dob_ssn: Expected text, found another whole number.",
        "POST | /get-online-features | {'feature_service': 7, 'entities': {}} | 400 | request: 'feature_service' is no text.",
        "POST | /get-online-features | {'features': ['credit_history:hard_pulls'], 'entities': {'dob_ssn': ['a'], 'x': []}} | 400 | request: The lists of 'entities' differ in length.",
      })
  void aWrongRequestGetsOneClearAnswer(
      String method, String path, String body, int status, String detail) throws IOException {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder()
                .uri(URI.create(server.url() + path))
                .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("detail").asText()).contains(detail);
  }

  @Test
  void tooMuchIsRefused() throws IOException {
    HttpResponse<String> large = post(server, "/score", " ".repeat((1 << 20) + 1));
    assertThat(large.statusCode()).isEqualTo(413);
    String rows = "[" + "{},".repeat(1000) + "{}]";
    assertThat(post(server, "/score", rows).statusCode()).isEqualTo(400);
    String entities =
        "{\"features\": [\"credit_history:hard_pulls\"], \"entities\": {\"dob_ssn\": ["
            + "\"a\",".repeat(1000)
            + "\"a\"]}}";
    HttpResponse<String> many = post(server, "/get-online-features", entities);
    assertThat(many.statusCode()).isEqualTo(413);
    assertThat(json(many).get("detail").asText()).contains("1001").contains("1000");
  }

  /** 2,000 of them; {@code scripts/faults} sends more. */
  @Test
  void mutatedRequestsGetAnAnswerOrAClearError() {
    MutatedRequests requests = new MutatedRequests(20_261_128);
    for (int i = 0; i < 2000; i++) {
      byte[] body = requests.body();
      HttpResponse<String> response =
          send(
              HttpRequest.newBuilder(URI.create(server.url() + "/score"))
                  .POST(BodyPublishers.ofByteArray(body)));
      String shown = new String(body, StandardCharsets.ISO_8859_1);
      assertThat(response.statusCode()).as(shown).isIn(200, 400, 413);
      assertThat(response.body()).as(shown).startsWith("{").doesNotContain("Exception");
    }
  }

  @Test
  void aTokenIsAskedForWhereOneIsSet() throws IOException {
    // Some variable that is there in every environment.
    String secret = System.getenv("PATH");
    try (FeatureServer guarded = server(Map.of("serve_token", "env:PATH"))) {
      assertThat(post(guarded, "/score", CreditModel.REQUEST).statusCode()).isEqualTo(401);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(guarded.url() + "/score"))
              .POST(BodyPublishers.ofString(CreditModel.REQUEST));
      assertThat(send(request.copy().header("Authorization", "Bearer x")).statusCode())
          .isEqualTo(401);
      assertThat(send(request.copy().header("Authorization", "Bearer " + secret)).statusCode())
          .isEqualTo(200);
      assertThat(get(guarded, "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void speaksTlsWhereItHasAKey(@TempDir Path directory) throws Exception {
    LocalCertificate certificate = LocalCertificate.makeIn(directory);
    Path password = Files.writeString(directory.resolve("password"), certificate.password() + "\n");
    Map<String, String> settings =
        Map.of(
            "serve_key_store",
            certificate.keyStore().toString(),
            "serve_key_store_password",
            "file:" + password);
    KeyStore trusted =
        KeyStore.getInstance(
            certificate.trustStore().toFile(), certificate.password().toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    try (FeatureServer secure = server(settings)) {
      URI health = URI.create(secure.url().replace("127.0.0.1", "localhost") + "/health");
      assertThat(health.getScheme()).isEqualTo("https");
      assertThat(
              client
                  .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    assertThatThrownBy(() -> server(Map.of("serve_key_store", certificate.pem().toString())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be read as a PKCS12 or JKS file with a key");
  }

  @Test
  void aLoanWithoutAllFeaturesIsRefusedWhereThatIsThePolicy() throws IOException {
    try (FeatureServer careful = server(Map.of("on_missing", "refuse"))) {
      HttpResponse<String> response = post(careful, "/score", CreditModel.REQUEST);
      assertThat(response.statusCode()).isEqualTo(422);
      assertThat(json(response).get("detail").asText())
          .isEqualTo(
              "co_signer:hard_pulls: It has no value (NULL_VALUE), and larder.on_missing is"
                  + " refuse.");
    }
  }

  @Test
  void aChangedModelIsServedAndABrokenOneIsNot() throws IOException {
    try {
      MODEL.set(
          CreditModel.model(
              "second",
              CreditModel.MODEL.featureService(),
              CreditModel.MODEL.inputs(),
              CreditModel.MODEL.predictor()));
      Awaitility.await().until(() -> score().get("model").asText().equals("second"));
      MODEL.set(
          CreditModel.model(
              "third", "no_service", CreditModel.MODEL.inputs(), CreditModel.MODEL.predictor()));
      Awaitility.await().until(() -> get(server, "/metrics").body().contains("\"failed\""));
      assertThat(score().get("model").asText()).isEqualTo("second");
    } finally {
      MODEL.set(CreditModel.MODEL);
      Awaitility.await().until(() -> score().get("model").asText().equals("credit_model"));
    }
  }

  private static JsonNode score() throws IOException {
    return json(post(server, "/score", CreditModel.REQUEST));
  }

  @Test
  void saysHowItIs() throws IOException {
    assertThat(get(server, "/health").statusCode()).isEqualTo(200);
    assertThat(get(server, "/ready").statusCode()).isEqualTo(200);
    assertThat(score().isObject()).isTrue();
    assertThat(get(server, "/metrics").body())
        .contains("larder_decisions_total{decision=\"reject\"}")
        .contains(
            "larder_features_missing_total{feature=\"co_signer:hard_pulls\",status=\"NULL_VALUE\"}")
        .contains("larder_decision_parts_seconds_bucket{part=\"read\"")
        .contains("larder_topology_changes_total 0.0")
        .contains("larder_feature_age_seconds_bucket{view=\"credit_history\"")
        .contains("larder_http_requests_seconds_count{path=\"/score\",status=\"200\"}")
        .doesNotContain("19630621_4278");
    JsonNode api = json(get(server, "/openapi.json"));
    assertThat(api.at("/components/schemas/LoanRequest/properties/age/type").toString())
        .isEqualTo("[\"integer\",\"null\"]");
    assertThat(api.get("paths").size()).isEqualTo(5);
    assertThat(get(server, "/").body()).startsWith("<!doctype html>");
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    int port = URI.create(server.url()).getPort();
    FeatureServer.Options options =
        new FeatureServer.Options(
            "127.0.0.1", port, null, Duration.ofSeconds(5), ServerLimits.DEFAULT);
    FeatureStoreConfig config = CreditStore.config(SharedRedisCluster.config(), Map.of());
    assertThatThrownBy(
            () -> FeatureServer.start(config, () -> CreditModel.DEFINITIONS, MODEL::get, options))
        .isInstanceOf(UserException.class)
        .hasMessage("127.0.0.1:" + port + ": Cannot listen there: Address already in use.");
  }
}
