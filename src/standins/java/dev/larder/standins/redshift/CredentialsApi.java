package dev.larder.standins.redshift;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of the services Redshift (forms and XML) and Redshift Serverless (JSON) a client needs to
 * log in by IAM: where the cluster is, and a password for a while. Signatures are not checked.
 */
public final class CredentialsApi {
  private static final long SECONDS = 900;

  private final String cluster;
  private final int port;
  private final Users users;

  private CredentialsApi(String cluster, int port, Users users) {
    this.cluster = cluster;
    this.port = port;
    this.users = users;
  }

  /**
   * Starts it.
   *
   * @param cluster the only cluster and the only workgroup there is
   * @param port of that
   * @return the URL
   */
  public static String start(String cluster, int port, Users users) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", new CredentialsApi(cluster, port, users)::answer);
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String answer = target == null ? xml(request) : json(target, request);
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.contains("NotFound") ? 400 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String xml(String form) {
    String action = parameter(form, "Action");
    String name = parameter(form, "ClusterIdentifier");
    if (!name.equals(cluster)) {
      return "<ErrorResponse><Error><Type>Sender</Type><Code>ClusterNotFound</Code><Message>"
          + "Cluster "
          + name
          + " not found.</Message></Error></ErrorResponse>";
    }
    String user = parameter(form, "DbUser");
    String result =
        action.equals("DescribeClusters")
            ? "<Clusters><Cluster><ClusterIdentifier>%s</ClusterIdentifier><Endpoint>"
                    .formatted(cluster)
                + "<Address>localhost</Address><Port>%d</Port></Endpoint></Cluster></Clusters>"
                    .formatted(port)
            : "<DbUser>IAM:%s</DbUser><DbPassword>%s</DbPassword><Expiration>%s</Expiration>"
                .formatted(user, users.temporaryPassword(user), Instant.now().plusSeconds(SECONDS));
    return "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>".formatted(action, result);
  }

  private static String parameter(String form, String name) {
    Matcher matcher = Pattern.compile("(?:^|&)" + name + "=([^&]*)").matcher(form);
    return matcher.find() ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : "";
  }

  private String json(String target, String request) {
    if (!request.contains("\"" + cluster + "\"")) {
      return "{\"__type\":\"ResourceNotFoundException\",\"message\":\"Workgroup not found.\"}";
    }
    return target.endsWith("GetWorkgroup")
        ? "{\"workgroup\":{\"workgroupName\":\"%s\",\"endpoint\":{\"address\":\"localhost\",\"port\":%d}}}"
            .formatted(cluster, port)
        : "{\"dbUser\":\"IAM:role\",\"dbPassword\":\"%s\",\"expiration\":%d}"
            .formatted(
                users.temporaryPassword("role"),
                Instant.now().plusSeconds(SECONDS).getEpochSecond());
  }
}
