import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * The JDK's HTTP server with an answer of a decision's size, and nothing behind it: {@code
 * BareServer PORT}.
 */
public final class BareServer {
  private static final byte[] ANSWER =
      ("{\"decision\":\"reject\",\"probability\":0.75,\"threshold\":0.5,\"reasons\":[{\"feature\":"
              + "\"person_income\",\"text\":\"Income\",\"contribution\":0.25}],\"missing\":[],"
              + "\"model\":\"m\"}")
          .getBytes(StandardCharsets.UTF_8);

  private BareServer() {}

  public static void main(String[] args) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
          }
        });
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }
}
