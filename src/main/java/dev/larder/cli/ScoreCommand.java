package dev.larder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.model.PortableModel;
import dev.larder.registry.FeatureRepository;
import dev.larder.serving.Decision;
import dev.larder.serving.OnlineFeatures;
import dev.larder.serving.Scoring;
import dev.larder.serving.ScoringRequest;
import dev.larder.storage.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder score}. */
@Command(
    name = "score",
    description = "Decide loan requests by a model and the features in the online store.")
final class ScoreCommand extends LarderCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..1",
      defaultValue = STANDARD_INPUT,
      paramLabel = "FILE",
      description =
          "The request as JSON: an object, a list of objects, or an object of lists;"
              + " - for standard input.")
  private String file;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "What train wrote.")
  private String modelDirectory;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = TimestampConverter.class,
      description = "Decide as of this time, not now: later values count as missing.")
  private Instant asOf;

  @Override
  Map<String, ?> execute() throws IOException {
    FeatureRepository repository = repository();
    Scoring scoring = Scoring.of(model(), repository.registry().load().definitions());
    ScoringRequest request = request(scoring);
    List<Decision> decisions;
    try (OnlineFeatures features = OnlineFeatures.open(repository.config())) {
      decisions = scoring.decide(request, features::read, asOf == null ? Instant.now() : asOf);
    }
    print(request.answer(decisions));
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("requests", decisions.size());
    counts.put("approved", count(decisions, Decision.APPROVE));
    counts.put("rejected", count(decisions, Decision.REJECT));
    return counts;
  }

  private PortableModel model() {
    StoredFile stored = StoredFile.in(modelDirectory, PortableModel.FILE_NAME);
    return stored
        .read()
        .map(content -> PortableModel.parse(stored.location(), content.bytes()))
        .orElseThrow(
            () ->
                new UserException(
                    modelDirectory,
                    "This is no model directory: it has no file "
                        + PortableModel.FILE_NAME
                        + ". larder train makes one."));
  }

  private ScoringRequest request(Scoring scoring) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return scoring.parse("standard input", System.in.readAllBytes());
    }
    return StoredFile.of(file)
        .read()
        .map(content -> scoring.parse(file, content.bytes()))
        .orElseThrow(() -> new UserException(file, "There is no such file."));
  }

  private void print(Object answer) throws JsonProcessingException {
    out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
  }

  private static long count(List<Decision> decisions, String decision) {
    return decisions.stream().filter(d -> d.decision().equals(decision)).count();
  }
}
