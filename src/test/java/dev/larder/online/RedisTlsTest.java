package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.cli.demo.LocalCertificate;
import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose certificate is its own authority's, for the name localhost alone. */
class RedisTlsTest {
  @TempDir static Path directory;
  private static LocalCertificate certificate;
  private static RedisServer server;
  private static int tlsPort;

  @BeforeAll
  static void start() throws Exception {
    certificate = LocalCertificate.makeIn(directory);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      tlsPort = socket.getLocalPort();
    }
    server =
        RedisServer.start(
            directory.resolve("tls"),
            null,
            "tls-port " + tlsPort,
            "tls-cert-file " + certificate.pem(),
            "tls-key-file " + certificate.key(),
            "tls-ca-cert-file " + certificate.pem(),
            "tls-auth-clients no");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RedisClient client(String hostAndOptions) {
    String text =
        hostAndOptions
            .replace("PORT", Integer.toString(tlsPort))
            .replace("CERT", certificate.pem().toString());
    OnlineStoreConfig config =
        new OnlineStoreConfig(RedisType.REDIS, text, "mymaster", 0, true, false);
    return new RedisClient(
        RedisTarget.of(config, Settings.of(Map.of())),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:PORT,ssl=true,ssl_ca_certs=CERT",
        "127.0.0.1:PORT,ssl=true,ssl_ca_certs=CERT,ssl_check_hostname=false",
        "127.0.0.1:PORT,ssl=true,ssl_cert_reqs=none"
      })
  void connectsWhereTheCertificateIsTrusted(String connectionString) {
    byte[] bytes = "tls".getBytes(StandardCharsets.UTF_8);
    try (RedisClient client = client(connectionString)) {
      client.execute(List.of(RedisCommand.hset(bytes, bytes, bytes)));
      assertThat(client.execute(List.of(RedisCommand.hmget(bytes, bytes))).get(0))
          .asInstanceOf(InstanceOfAssertFactories.list(byte[].class))
          .containsExactly(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:PORT,ssl=true",
        "127.0.0.1:PORT,ssl=true,ssl_ca_certs=CERT",
      })
  void refusesWhomItDoesNotTrust(String connectionString) {
    try (RedisClient client = client(connectionString)) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("No TLS connection")
          .hasMessageContaining("online_store.connection_string");
    }
  }

  @Test
  void aMissingFileOfAuthoritiesIsNamed() {
    try (RedisClient client = client("localhost:PORT,ssl=true,ssl_ca_certs=/nowhere.pem")) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("ssl_ca_certs: '/nowhere.pem' cannot be read");
    }
  }
}
