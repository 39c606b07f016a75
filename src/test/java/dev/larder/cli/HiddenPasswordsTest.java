package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cli.demo.RedisServer;
import dev.larder.testing.FinishedProcess;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis passwords in what a materialization of its own process prints, logs and records. */
@Tag("slow")
class HiddenPasswordsTest {
  private static final String PASSWORD = "planted-0f4c";

  @TempDir private Path directory;
  private RedisServer redis;

  @BeforeEach
  void prepare() throws IOException {
    redis = RedisServer.start(directory.resolve("redis"), PASSWORD);
    SharedSpark.session()
        .sql("SELECT 'ann' person, 1L pulls, TIMESTAMP'2021-01-05 00:00:00' event_timestamp")
        .write()
        .parquet(directory.resolve("reports.parquet").toString());
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - {name: reports, type: file, path: reports.parquet, timestamp_field: event_timestamp}
        feature_views:
          - {name: history, entities: [person], source: reports, schema: [{name: pulls, dtype: Int64}]}
        """);
    Files.writeString(
        directory.resolve("log4j2.properties"),
        """
        rootLogger.level = info
        rootLogger.appenderRef.stderr.ref = stderr
        appender.stderr.type = Console
        appender.stderr.name = stderr
        appender.stderr.target = SYSTEM_ERR
        logger.larder.name = dev.larder
        logger.larder.level = trace
        logger.jedis.name = redis.clients
        logger.jedis.level = trace
        logger.sparkredis.name = com.redislabs
        logger.sparkredis.level = trace
        """);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void ofTheConnectionString() throws Exception {
    configure("connection_string: \"" + host() + ",password=" + PASSWORD + "\"", "");
    assertHidden(materialize(0, List.of()));
  }

  @Test
  void ofAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), PASSWORD + "\n");
    configure(
        "connection_string: \"" + host() + "\"", "larder: {redis_password: file:" + file + "}");
    assertHidden(materialize(0, List.of()));
  }

  @Test
  void ofSparksConfiguration() throws Exception {
    configure("redis_type: redis", "");
    List<String> settings =
        List.of(
            "-Dspark.redis.host=" + RedisServer.HOST,
            "-Dspark.redis.port=" + redis.port(),
            "-Dspark.redis.auth=" + PASSWORD);
    assertHidden(materialize(0, settings));
    assertThat(eventLog()).contains("\"spark.redis.auth\":\"*********(redacted)\"");
  }

  @Test
  void thatIsWrong() throws Exception {
    configure("connection_string: \"" + host() + ",username=x,password=not-" + PASSWORD + "\"", "");
    FinishedProcess failed = materialize(1, List.of());
    assertThat(failed.err()).contains("WRONGPASS");
    assertHidden(failed);
  }

  private String host() {
    return RedisServer.HOST + ":" + redis.port();
  }

  private void configure(String onlineStore, String larder) throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: test
        registry: registry.db
        provider: local
        online_store:
          type: redis
          %s
        %s
        """
            .formatted(onlineStore, larder));
    assertThat(Larder.run("-c", directory.toString(), "apply")).isZero();
  }

  /** With the event log; the options come from a file, as Spark's own come from one. */
  private FinishedProcess materialize(int exitCode, List<String> options) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("-Dspark.master=local[1]");
    arguments.add("-Dspark.eventLog.enabled=true");
    arguments.add("-Dspark.eventLog.dir=" + Files.createDirectories(directory.resolve("events")));
    arguments.add("-Dspark.ui.enabled=false");
    arguments.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"));
    Path file = Files.write(directory.resolve("java.args"), arguments);
    FinishedProcess finished =
        FinishedProcess.of(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(".mvn", "spark.args"),
                "@" + file,
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Larder.class.getName(),
                "-c",
                directory.toString(),
                "materialize",
                "2021-01-01",
                "2021-02-01",
                "--result",
                directory.resolve("result.json").toString()),
            builder -> {});
    assertThat(finished.exitCode()).as(finished.err()).isEqualTo(exitCode);
    return finished;
  }

  private void assertHidden(FinishedProcess finished) throws IOException {
    assertThat(finished.out()).doesNotContain(PASSWORD);
    assertThat(finished.err()).contains("Running Spark version").doesNotContain(PASSWORD);
    assertThat(eventLog()).contains("SparkListenerEnvironmentUpdate").doesNotContain(PASSWORD);
    assertThat(directory.resolve("result.json")).content().doesNotContain(PASSWORD);
    assertThat(directory.resolve("registry.db"))
        .content(StandardCharsets.ISO_8859_1)
        .doesNotContain(PASSWORD);
  }

  private String eventLog() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory.resolve("events"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }
}
