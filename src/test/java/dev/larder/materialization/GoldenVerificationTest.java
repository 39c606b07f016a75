package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.online.RedisClient;
import dev.larder.registry.FeatureRepository;
import dev.larder.report.Verification;
import dev.larder.report.Verification.Verdict;
import dev.larder.testing.GoldenHashes;
import dev.larder.testing.GoldenRepository;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real Feast loaded, with the intervals that it recorded, verifies. */
class GoldenVerificationTest {
  private static final String SAMPLE = "golden/credit_scoring_v3/online.sample.jsonl";

  @TempDir private Path directory;

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
  }

  @Test
  void everyTypeMatches() throws IOException {
    assertThat(verify("types", "online.jsonl", false))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.entities()).isEqualTo(8);
              assertThat(view.counts().get(Verdict.MATCH)).isEqualTo(8);
              assertThat(view.counts().get(Verdict.EXTRA)).isZero();
            });
  }

  @Test
  void aSampleOfTheHashesMatchesAndTheOthersAreRepaired() throws IOException {
    int stored = Files.readAllLines(SharedData.path(SAMPLE)).size();
    List<Verification.View> views = verify("credit_scoring_v3", "online.sample.jsonl", true);
    assertThat(views).hasSize(2);
    assertThat(views.stream().mapToLong(view -> view.counts().get(Verdict.MATCH)).sum())
        .isEqualTo(stored);
    assertThat(views).allSatisfy(view -> assertThat(view.counts().get(Verdict.EXTRA)).isZero());
    assertThat(views.stream().mapToLong(Verification.View::repaired).sum())
        .isEqualTo(56_897 - stored);
  }

  private List<Verification.View> verify(String golden, String hashes, boolean repair)
      throws IOException {
    FeatureRepository repository =
        GoldenRepository.fromRegistry(directory, golden, SharedRedisCluster.connectionString());
    Files.copy(
        SharedData.path("golden/" + golden + "/registry.materialized.db"),
        directory.resolve("registry.db"),
        StandardCopyOption.REPLACE_EXISTING);
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(GoldenHashes.commands(golden, hashes));
    }
    return new VerifyJob(
            SharedSpark.session(),
            repository.config(),
            repository.registry(),
            new VerifyJob.Request(List.of(), 1, repair, false))
        .run(Silent.PROGRESS)
        .views();
  }
}
