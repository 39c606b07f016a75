package dev.larder.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an HTTP server and answers some requests in its place, or changes or drops them.
 */
public final class S3Faults implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  private final URI server;
  private final Function<String, Optional<String>> rule;
  private final ServerSocket listener;
  private final Collection<Socket> open = new ConcurrentLinkedQueue<>();

  private S3Faults(String server, Function<String, Optional<String>> rule) throws IOException {
    this.server = URI.create(server);
    this.rule = rule;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::listen);
  }

  /**
   * Stands before a server.
   *
   * @param server its URL
   * @param rule request line and headers → the same or others to send on, an {@link #error} to
   *     answer, or empty to say nothing at all
   */
  public static S3Faults before(String server, Function<String, Optional<String>> rule) {
    try {
      return new S3Faults(server, rule);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer of S3's own kind. */
  public static String error(int status, String code, String... headers) {
    String body = "<Error><Code>" + code + "</Code><Message>" + code + ".</Message></Error>";
    return "HTTP/1.1 "
        + status
        + " Error\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + String.join("", headers)
        + "\r\n"
        + body;
  }

  /** Its URL. */
  public String address() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void listen() throws IOException {
    while (true) {
      Socket client = listener.accept();
      open.add(client);
      daemon(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    String head = head(client.getInputStream());
    Optional<String> decision = head.isEmpty() ? Optional.empty() : rule.apply(head);
    if (decision.isEmpty()) {
      return;
    }
    String text = decision.get();
    if (text.startsWith("HTTP/")) {
      Matcher length = LENGTH.matcher(head);
      if (length.find() && !head.contains("100-continue")) {
        client.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
      }
      client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      client.close();
    } else {
      forward(client, text);
    }
  }

  /** One request a connection, so that the next one comes by the rule too. */
  private void forward(Socket client, String head) throws IOException {
    Socket target = new Socket(server.getHost(), server.getPort());
    open.add(target);
    OutputStream out = target.getOutputStream();
    out.write(
        head.replaceAll("(?i)\r\nconnection:[^\r]*", "")
            .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    daemon(() -> client.getInputStream().transferTo(out));
    target.getInputStream().transferTo(client.getOutputStream());
    client.close();
    target.close();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      bytes.write(b);
      if (bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One side has hung up, which the other one sees.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
