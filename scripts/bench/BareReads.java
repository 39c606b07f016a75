import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.RedisTarget;
import dev.larder.registry.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of one decision, one decision after another, without a look at the replies: {@code
 * BareReads REPOSITORY SERVICE KEYS SECONDS}, where each line of KEYS is a zip code and a person.
 * Prints the nanoseconds of each.
 */
public final class BareReads {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private BareReads() {}

  public static void main(String[] args) throws IOException {
    FeatureRepository repository = FeatureRepository.open(args[0], null);
    FeatureStoreConfig config = repository.config();
    List<FeatureViewProjection> projections =
        repository.registry().load().definitions().resolve(args[1], List.of());
    List<List<RedisCommand>> decisions = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[2]))) {
      String[] keys = line.split(" ");
      List<RedisCommand> commands = new ArrayList<>();
      for (FeatureViewProjection projection : projections) {
        boolean person = projection.entityRowColumns().contains("dob_ssn");
        EntityKeyEncoder encoder =
            new EntityKeyEncoder(
                config.entityKeySerializationVersion(),
                config.project(),
                projection.view().entityColumns());
        Object key = person ? keys[1] : (Object) Long.valueOf(keys[0]);
        FeatureFields fields =
            new FeatureFields(projection.view().onlineName(false), projection.features());
        commands.add(RedisCommand.hmget(encoder.encode(new Object[] {key}), fields.all()));
      }
      decisions.add(commands);
    }
    try (RedisClient client =
        new RedisClient(
            RedisTarget.of(config.onlineStore(), config.settings()), PATIENCE, PATIENCE, 100)) {
      long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[3])).toNanos();
      StringBuilder times = new StringBuilder();
      for (int i = 0; System.nanoTime() < end; i++) {
        long start = System.nanoTime();
        client.execute(decisions.get(i % decisions.size()));
        times.append(System.nanoTime() - start).append('\n');
      }
      System.out.print(times);
    }
  }
}
