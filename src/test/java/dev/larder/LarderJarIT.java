package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cli.Larder;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.testing.CreditModel;
import dev.larder.testing.FinishedProcess;
import dev.larder.testing.SharedS3;
import dev.larder.testing.Trees;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What larder.jar holds, and that it runs without Spark. */
class LarderJarIT {
  private static final Path JAR = Path.of(System.getProperty("larder.jar"));

  /** Ours, relocated things beneath it, and those whose class names are users' configuration. */
  private static final List<String> HOMES =
      List.of(
          "dev/larder/", "com/redislabs/", "org/apache/spark/sql/redis/", "com/amazon/redshift/");

  /**
   * Types of files by their endings, of both versions of AWS' SDK; domains that take no cookies, of
   * both HTTP clients: either table does.
   */
  private static final Set<String> SHARED = Set.of("mime.types", "mozilla/public-suffix-list.txt");

  private static List<String> entries;

  @BeforeAll
  static void listTheJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      entries = jar.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void holdsClassesOfItsOwnAndRelocatedOnesAlone() {
    List<String> found = entries.stream().filter(e -> e.endsWith(".class")).toList();
    assertThat(found).hasSizeGreaterThan(1000);
    assertThat(found.stream().filter(e -> HOMES.stream().noneMatch(e::startsWith))).isEmpty();
  }

  /** ClusterIT runs where the cluster has spark-redis, Jedis and the Redshift driver too. */
  @Test
  void sharesNothingButNoticesAndServicesWithSparksJars() throws Exception {
    // The launcher copies them where they are missing.
    String launcher = Path.of("scripts", "larder").toAbsolutePath().toString();
    FinishedProcess version =
        FinishedProcess.of(
            List.of(launcher, "--version"), builder -> builder.environment().remove("SPARK_HOME"));
    assertThat(version.exitCode()).as(version.err()).isZero();
    Set<String> sparks = new HashSet<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(JAR.resolveSibling("spark-home/jars"))) {
      for (Path jar : jars) {
        try (JarFile file = new JarFile(jar.toFile())) {
          file.stream().map(ZipEntry::getName).forEach(sparks::add);
        }
      }
    }
    assertThat(sparks).contains("org/apache/spark/sql/SparkSession.class");
    assertThat(
            entries.stream()
                .filter(e -> !e.endsWith("/") && !e.startsWith("META-INF/"))
                .filter(sparks::contains))
        .isSubsetOf(SHARED);
  }

  @Test
  void holdsNoServerAndNoNativeLibrary() {
    assertThat(entries)
        .noneMatch(e -> e.startsWith("redis/") || e.contains("redis-server"))
        .noneMatch(e -> e.matches(".*\\.(so|dylib|dll|jnilib)"));
  }

  @Test
  void holdsEachEntryOnce() {
    assertThat(entries).doesNotHaveDuplicates();
  }

  @Test
  void holdsNoSignatureNoModuleAndNoClassesOfOneJavaVersion() {
    assertThat(entries)
        .noneMatch(e -> e.matches("META-INF/.*\\.(SF|DSA|RSA|EC)"))
        .noneMatch(e -> e.endsWith("module-info.class"))
        .noneMatch(e -> e.startsWith("META-INF/versions/"));
  }

  @Test
  void holdsNoLogSettingsAndNoSparkSettings() {
    assertThat(entries)
        .noneMatch(e -> e.matches("log4j.*|logback.*|core-site\\.xml|spark.*\\.conf"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"META-INF/LICENSE", "META-INF/NOTICE"})
  void holdsTheLicencesOfWhatItHolds(String entry) {
    assertThat(entries).contains(entry);
  }

  @Test
  void namesTheRedshiftDriverAsAService() throws IOException {
    assertThat(text("META-INF/services/java.sql.Driver")).contains("com.amazon.redshift.Driver");
  }

  @Test
  void startsWithLarder() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
          .isEqualTo(Larder.class.getName());
    }
  }

  @Test
  void printsItsVersionWithoutSpark(@TempDir Path elsewhere) throws Exception {
    FinishedProcess version = larder(elsewhere, "--version");
    assertThat(version.err()).isEmpty();
    assertThat(version.out()).startsWith("larder ").doesNotContain("${");
    assertThat(version.exitCode()).isZero();
  }

  @Test
  void listsItsCommandsWithoutSpark(@TempDir Path elsewhere) throws Exception {
    FinishedProcess help = larder(elsewhere, "--help");
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains(commands().toList());
    assertThat(help.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsEachCommandWithoutSpark(String command, @TempDir Path elsewhere) throws Exception {
    FinishedProcess help = larder(elsewhere, command, "--help");
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: larder " + command);
    assertThat(help.exitCode()).isZero();
  }

  @Test
  void leavesWithTwoOnWrongUsage(@TempDir Path elsewhere) throws Exception {
    assertThat(larder(elsewhere, "--no-such-option").exitCode()).isEqualTo(2);
  }

  @Test
  void servesWithoutSparkUntilItIsToldToEnd(@TempDir Path elsewhere) throws Exception {
    Files.writeString(
        elsewhere.resolve("feature_store.yaml"),
        """
        project: nothing
        registry: registry.db
        provider: local
        online_store: {type: redis, redis_type: redis_cluster, connection_string: "127.0.0.1:1"}
        entity_key_serialization_version: 3
        """);
    Files.writeString(elsewhere.resolve("features.yaml"), "entities: []\n");
    assertThat(larder(elsewhere, "apply").err()).isEmpty();
    PortableModel model =
        CreditModel.model(
            "m",
            null,
            List.of(Input.number("age", null, InputType.INT32)),
            Trees.forest(Trees.split(0, 60, Trees.leaf(0.125), Trees.leaf(0.5))));
    Files.write(elsewhere.resolve(PortableModel.FILE_NAME), model.toJson());
    Process server =
        new ProcessBuilder(
                command(List.of(), "serve", "--model", ".", "--port", "0", "--result", "r.json"))
            .directory(elsewhere.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = server.inputReader()) {
      String url = out.readLine().replaceFirst("Serving at (\\S+) .*", "$1");
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "score"))
                      .POST(HttpRequest.BodyPublishers.ofString("{\"age\": 33}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("\"decision\":\"approve\",\"probability\":0.125");
    } finally {
      server.destroy();
    }
    assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(elsewhere.resolve("r.json")).content().contains("\"status\" : \"ok\"");
  }

  @Test
  void isSmallEnoughToBeCopiedToEveryJob() {
    assertThat(JAR.toFile().length()).isLessThan(30_000_000);
  }

  @Test
  void readsAndWritesS3WithoutSpark(@TempDir Path elsewhere) throws Exception {
    String bucket = SharedS3.newBucket();
    String repository = "s3://" + bucket + "/credit";
    assertThat(larder(elsewhere, "init", repository)).returns("", FinishedProcess::err);
    FinishedProcess apply = larder(elsewhere, "-c", repository, "apply");
    assertThat(apply.err()).isEmpty();
    assertThat(apply.exitCode()).isZero();
    assertThat(SharedS3.keys(bucket)).contains("credit/data/registry.db");
  }

  @Test
  void loadsTheAwsSdkForS3Alone(@TempDir Path elsewhere) throws Exception {
    Path loaded = elsewhere.resolve("loaded");
    List<String> log = List.of("-Xlog:class+load:file=" + loaded);
    assertThat(larder(log, elsewhere, "init", "credit").exitCode()).isZero();
    assertThat(larder(log, elsewhere, "-c", "credit", "apply").exitCode()).isZero();
    assertThat(Files.readString(loaded))
        .contains("dev.larder.storage.LocalFile")
        .doesNotContain("dev.larder.shaded.amazon");
  }

  private static Stream<String> commands() {
    return new CommandLine(new Larder()).getSubcommands().keySet().stream();
  }

  /** Runs larder.jar with the tests' logging binding and nothing else. */
  private static FinishedProcess larder(Path directory, String... arguments) throws Exception {
    return larder(List.of(), directory, arguments);
  }

  private static FinishedProcess larder(
      List<String> jvmOptions, Path directory, String... arguments) throws Exception {
    return FinishedProcess.of(
        command(jvmOptions, arguments),
        builder -> {
          builder.directory(directory.toFile());
          builder.environment().putAll(SharedS3.environment());
        });
  }

  private static List<String> command(List<String> jvmOptions, String... arguments) {
    List<String> classPath = new ArrayList<>(List.of(JAR.toString()));
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> e.matches(".*/(slf4j-api|log4j-(api|core|slf4j2-impl))-[^/]*\\.jar"))
        .forEach(classPath::add);
    assertThat(classPath).hasSize(5);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add(Larder.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
