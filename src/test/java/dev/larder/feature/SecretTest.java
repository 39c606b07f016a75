package dev.larder.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.larder.UserException;
import dev.larder.testing.AwsKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTING = "larder.redis_password";
  private static final String ARN = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:redis-x";

  /** What the service holds, by name; each name serves one test, since answers are kept. */
  private static final Map<String, String> STORED =
      Map.of(
          "plain",
          "p4ss",
          "counted",
          "p4ss",
          "object",
          "{\"username\": \"larder\", \"password\": \"p4ss\", \"port\": 6379}",
          ARN,
          "p4ss of the ARN");

  @TempDir private Path directory;
  private HttpServer service;
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** A stand-in that speaks the service's JSON protocol. */
  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", this::answer);
    service.start();
  }

  @AfterEach
  void stopService() {
    service.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String id = request.path("SecretId").asText();
    boolean known =
        STORED.containsKey(id)
            && "secretsmanager.GetSecretValue"
                .equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
    byte[] body =
        JSON.writeValueAsBytes(
            known
                ? Map.of("Name", id, "SecretString", STORED.get(id))
                : Map.of(
                    "__type", "ResourceNotFoundException",
                    "Message", "Secrets Manager can't find the specified secret."));
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(known ? 200 : 400, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private void withService(Runnable work) {
    AwsKeys.with(
        Map.of(
            "aws.accessKeyId", "AKIDEXAMPLE",
            "aws.secretAccessKey", "secret-key",
            "aws.region", "eu-central-1",
            "aws.endpointUrl", "http://127.0.0.1:" + service.getAddress().getPort()),
        work);
  }

  private static String read(String reference) {
    return Secret.parse(SETTING, reference).read();
  }

  @Test
  void aFileHoldsItWithoutItsLastLineBreak() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "p4 ss\r\n");
    assertThat(read("file:" + file)).isEqualTo("p4 ss");
  }

  @Test
  void anEnvironmentVariableHoldsIt() {
    assertThat(read("env:PATH")).isEqualTo(System.getenv("PATH"));
  }

  @ParameterizedTest
  @CsvSource({
    "plain, p4ss",
    "object#password, p4ss",
    "object#port, 6379",
  })
  void secretsManagerHoldsIt(String reference, String secret) {
    withService(() -> assertThat(read("secretsmanager:" + reference)).isEqualTo(secret));
  }

  @Test
  void secretsManagerIsAskedOnceAMinuteWithASignature() {
    withService(
        () -> {
          read("secretsmanager:counted");
          read("secretsmanager:counted");
        });
    assertThat(authorizations)
        .singleElement()
        .asString()
        .matches(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/eu-central-1/secretsmanager/aws4_request,"
                + " ?SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, ?Signature=[0-9a-f]{64}");
  }

  @Test
  void anArnIsAskedForInItsRegion() {
    withService(() -> read("secretsmanager:" + ARN));
    assertThat(authorizations).singleElement().asString().contains("/eu-west-3/secretsmanager/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody | 'nobody': Secrets Manager can't find the specified secret.",
        "object#pasword | is no JSON object with a value 'pasword'.",
        "plain#password | is no JSON object with a value 'password'.",
      },
      quoteCharacter = '"')
  void whatSecretsManagerDoesNotHaveIsSaidWithoutTheSecret(String reference, String message) {
    withService(
        () ->
            assertThatThrownBy(() -> read("secretsmanager:" + reference))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(SETTING + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("p4ss"));
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    assertThatThrownBy(() -> read("env:LARDER_NO_SUCH_VARIABLE"))
        .hasMessage(
            SETTING + ": The environment variable 'LARDER_NO_SUCH_VARIABLE' is not set here.");
    assertThatThrownBy(() -> read("file:/nowhere"))
        .hasMessage(SETTING + ": There is no file '/nowhere' here.");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    assertThatThrownBy(() -> read("file:" + empty)).hasMessageEndingWith(" is empty.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p4ss", "env:", "vault:p4ss", "text:p4ss"})
  void aSecretInPlaceOfItsPlaceIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> Secret.parse(SETTING, text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Expected where the secret is kept")
        .hasMessageNotContaining("p4ss");
  }

  @Test
  void itIsNeverShown() {
    assertThat(Secret.of(SETTING, "p4ss")).hasToString("***");
    assertThat(Secret.parse(SETTING, "env:NAME")).hasToString("env:NAME");
  }

  @Test
  void bytesOfItsPlaceAloneTravel() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "p4ss");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Secret.parse(SETTING, "file:" + file));
    }
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1))
        .contains(file.toString())
        .doesNotContain("p4ss");
  }
}
