package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.offline.RedshiftLogin.Access;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshift.model.Endpoint;
import software.amazon.awssdk.services.redshift.model.GetClusterCredentialsResponse;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.redshiftserverless.model.GetCredentialsResponse;

/**
 * Asks AWS for a database password that holds for a quarter of an hour, with the credentials that
 * the AWS SDK finds: what the driver does for {@code jdbc:redshift:iam:}, but that needs the AWS
 * SDK under its own name, which on a cluster is another version's.
 */
final class RedshiftIam {
  private RedshiftIam() {}

  /**
   * The host, unless the log-in names one, the user and the password.
   *
   * @throws UserException where AWS does not give them
   */
  static Access access(RedshiftLogin login) {
    String where =
        login.workgroup().isEmpty() ? "offline_store.cluster_id" : "offline_store.workgroup";
    String name = login.cluster() + login.workgroup();
    try {
      return login.workgroup().isEmpty() ? ofCluster(login) : ofWorkgroup(login);
    } catch (AwsServiceException e) {
      String why = e.awsErrorDetails().errorMessage();
      throw new UserException(where, "AWS does not log in to '" + name + "': " + why, e);
    } catch (SdkException e) {
      String why = e.getMessage();
      throw new UserException(where, "AWS does not log in to '" + name + "': " + why, e);
    }
  }

  private static Access ofCluster(RedshiftLogin login) {
    try (RedshiftClient client =
        RedshiftClient.builder()
            .httpClientBuilder(ApacheHttpClient.builder())
            .region(Region.of(login.region()))
            .build()) {
      Endpoint endpoint =
          login.host().isEmpty()
              ? client
                  .describeClusters(request -> request.clusterIdentifier(login.cluster()))
                  .clusters()
                  .get(0)
                  .endpoint()
              : Endpoint.builder().address(login.host()).port(login.port()).build();
      if (endpoint == null) {
        throw new UserException(
            "offline_store.cluster_id", "The cluster '" + login.cluster() + "' is not ready yet.");
      }
      GetClusterCredentialsResponse credentials =
          client.getClusterCredentials(
              request ->
                  request
                      .clusterIdentifier(login.cluster())
                      .dbUser(login.user())
                      .dbName(login.database()));
      return new Access(
          endpoint.address(), endpoint.port(), credentials.dbUser(), credentials.dbPassword());
    }
  }

  private static Access ofWorkgroup(RedshiftLogin login) {
    try (RedshiftServerlessClient client =
        RedshiftServerlessClient.builder()
            .httpClientBuilder(ApacheHttpClient.builder())
            .region(Region.of(login.region()))
            .build()) {
      String host = login.host();
      int port = login.port();
      if (host.isEmpty()) {
        var endpoint =
            client
                .getWorkgroup(request -> request.workgroupName(login.workgroup()))
                .workgroup()
                .endpoint();
        host = endpoint.address();
        port = endpoint.port();
      }
      GetCredentialsResponse credentials =
          client.getCredentials(
              request -> request.workgroupName(login.workgroup()).dbName(login.database()));
      return new Access(host, port, credentials.dbUser(), credentials.dbPassword());
    }
  }
}
