package dev.larder.storage;

import dev.larder.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * Reads secrets of AWS Secrets Manager, with the credentials and the region that the AWS SDK finds.
 * Each is asked for once a minute at most, since every connection of a job needs it.
 */
public final class SecretsManager {
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final Map<String, Answer> ANSWERS = new HashMap<>();

  private record Answer(String secret, Instant time) {}

  private SecretsManager() {}

  /**
   * The text of a secret's current version.
   *
   * @param where the setting that names it, for messages
   * @param id name or ARN; an ARN's region is where it is asked for
   * @throws UserException where it cannot be had
   */
  public static synchronized String read(String where, String id) {
    Instant now = Instant.now();
    Answer answer = ANSWERS.get(id);
    if (answer == null || answer.time().plus(FRESH).isBefore(now)) {
      answer = new Answer(fetch(where, id), now);
      ANSWERS.put(id, answer);
    }
    return answer.secret();
  }

  private static String fetch(String where, String id) {
    SecretsManagerClientBuilder builder =
        SecretsManagerClient.builder().httpClientBuilder(ApacheHttpClient.builder());
    // arn:aws:secretsmanager:REGION:…
    String[] parts = id.split(":", -1);
    if (parts[0].equals("arn") && parts.length > 4) {
      builder.region(Region.of(parts[3]));
    }
    String secret;
    try (SecretsManagerClient client = builder.build()) {
      secret = client.getSecretValue(request -> request.secretId(id)).secretString();
    } catch (SecretsManagerException e) {
      throw failure(where, id, e.awsErrorDetails().errorMessage(), e);
    } catch (SdkException e) {
      throw failure(where, id, e.getMessage(), e);
    }
    if (secret == null) {
      throw failure(where, id, "It is binary, not text.", null);
    }
    return secret;
  }

  private static UserException failure(String where, String id, String why, SdkException cause) {
    return new UserException(
        where, "AWS Secrets Manager does not give '" + id + "': " + why, cause);
  }
}
