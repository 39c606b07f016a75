package dev.larder.standins;

import dev.larder.standins.redshift.CredentialsApi;
import dev.larder.standins.redshift.RedshiftServer;
import dev.larder.standins.redshift.Users;
import dev.larder.standins.redshift.Warehouse;
import java.util.List;
import java.util.Set;

/**
 * Redshift on this machine: a server that speaks its protocol over DuckDB and unloads into the S3
 * endpoint that the AWS SDK finds ({@code AWS_ENDPOINT_URL_S3}), and the two AWS services that give
 * its passwords. The user and the password that log in without those are in its environment ({@code
 * REDSHIFT_USER}, {@code REDSHIFT_PASSWORD}). It speaks TLS where that holds the path and the
 * password of a PKCS12 file ({@code REDSHIFT_KEYS}, {@code REDSHIFT_KEYS_PASSWORD}). Once it is
 * ready it prints its port and the services' URL, and it ends with the process that started it.
 */
public final class Redshift {
  private Redshift() {}

  /**
   * Starts it.
   *
   * @param args the port (0: a free one), the name of the database, the name of the cluster and
   *     workgroup, and the roles that it may assume
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("Usage: Redshift PORT DATABASE CLUSTER [ROLE...]");
      System.exit(2);
    }
    Set<String> roles = Set.copyOf(List.of(args).subList(3, args.length));
    if (System.getenv("REDSHIFT_KEYS") != null) {
      System.setProperty("javax.net.ssl.keyStore", System.getenv("REDSHIFT_KEYS"));
      System.setProperty("javax.net.ssl.keyStorePassword", System.getenv("REDSHIFT_KEYS_PASSWORD"));
    }
    Users users = new Users();
    users.add(System.getenv("REDSHIFT_USER"), System.getenv("REDSHIFT_PASSWORD"));
    RedshiftServer server =
        RedshiftServer.start(Integer.parseInt(args[0]), users, new Warehouse(args[1], roles));
    String url = CredentialsApi.start(args[2], server.port(), users);
    System.out.println(server.port() + " " + url);
    Parent.awaitExit();
    System.exit(0);
  }
}
