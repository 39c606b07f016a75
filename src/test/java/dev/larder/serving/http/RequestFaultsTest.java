package dev.larder.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.online.RedisClient;
import dev.larder.testing.CreditModel;
import dev.larder.testing.CreditStore;
import dev.larder.testing.SharedRedisCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * Requests that are wrong in every way: each gets an answer, or one clear error, and the server is
 * afterwards as it was before. {@code scripts/faults} sends 100,000.
 */
@Tag("fault")
class RequestFaultsTest {
  private static final int REQUESTS = Integer.getInteger("larder.faults.requests", 5_000);
  private static final int SENDERS = 4;
  private static final int SLOW_SENDERS = 8;
  private static final String CLOSED = "closed";
  private static final long MEGABYTE = 1 << 20;

  private static final byte[] LARGE =
      ("[" + " ".repeat(10 << 20) + "]").getBytes(StandardCharsets.UTF_8);

  private final Map<String, Long> statuses = new TreeMap<>();
  private FeatureServer server;

  @Test
  void everyRequestIsAnsweredAndNothingStaysBehind() throws Exception {
    Instant now = Instant.parse("2021-08-25T20:00:00Z");
    SharedRedisCluster.flush();
    try (RedisClient client = SharedRedisCluster.client()) {
      CreditStore.store(
          client,
          CreditStore.row("zipcode_features", 76104L, 7L, now),
          CreditStore.row("credit_history", "19630621_4278", 5L, now));
    }
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS + SLOW_SENDERS);
    try (FeatureServer started =
        FeatureServer.start(
            CreditStore.config(SharedRedisCluster.config(), Map.of("read_deadline", "5s")),
            () -> CreditModel.DEFINITIONS,
            () -> CreditModel.MODEL,
            new FeatureServer.Options(
                "127.0.0.1", 0, now, Duration.ofSeconds(5), ServerLimits.DEFAULT))) {
      server = started;
      sendAll(senders, REQUESTS / 10, 1);
      long heap = heap();
      long connections = connections();
      sendAll(senders, REQUESTS, 2);
      assertThat(heap() - heap).as("bytes of heap more than before").isLessThan(32 * MEGABYTE);
      assertThat(connections() - connections)
          .as("connections to Redis more than before")
          .isLessThanOrEqualTo(SENDERS * 3L);
      assertThat(send("{\"age\": 1}".getBytes(StandardCharsets.UTF_8))).isEqualTo("400");
      assertThat(send(CreditModel.REQUEST.getBytes(StandardCharsets.UTF_8))).isEqualTo("200");
    } finally {
      senders.shutdownNow();
    }
    assertThat(statuses.keySet()).isSubsetOf("200", "400", "404", "405", "413", CLOSED);
    report();
  }

  /** The statuses of so many requests are counted; slow ones are sent meanwhile. */
  private void sendAll(ExecutorService senders, int requests, int seed) throws Exception {
    List<Callable<Map<String, Long>>> tasks =
        IntStream.range(0, SENDERS)
            .<Callable<Map<String, Long>>>mapToObj(
                i -> () -> send(new MutatedRequests(31L * seed + i), requests / SENDERS))
            .collect(Collectors.toList());
    IntStream.range(0, SLOW_SENDERS).forEach(i -> tasks.add(() -> Map.of(sendSlowly(), 1L)));
    statuses.clear();
    for (Future<Map<String, Long>> sent : senders.invokeAll(tasks)) {
      sent.get().forEach((status, count) -> statuses.merge(status, count, Long::sum));
    }
  }

  private Map<String, Long> send(MutatedRequests mutated, int requests) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      String status =
          switch (i % 100) {
            case 0 -> send(i % 1000 == 0 ? LARGE : mutated.body());
            case 1, 2, 3, 4, 5 -> sendRaw(mutated.wire());
            default -> send(mutated.body());
          };
      counts.merge(status, 1L, Long::sum);
    }
    return counts;
  }

  private static final ThreadLocal<HttpClient> CLIENTS =
      ThreadLocal.withInitial(HttpClient::newHttpClient);

  private String send(byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/score?explain=true"))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> response = CLIENTS.get().send(request, BodyHandlers.ofString());
      assertThat(response.body()).doesNotContain("Exception");
      if (response.statusCode() != 200) {
        assertThat(new ObjectMapper().readTree(response.body()).get("detail").asText())
            .isNotEmpty();
      }
      return Integer.toString(response.statusCode());
    } catch (IOException e) {
      // The server does not read all of a body that is too large.
      return CLOSED;
    }
  }

  private String sendRaw(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return status(socket);
    } catch (IOException e) {
      return CLOSED;
    }
  }

  /** A byte now and then, until the server has enough of it. */
  private String sendSlowly() throws IOException, InterruptedException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(MutatedRequests.head("Content-Length: 1000").getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 1000; i++) {
        out.write(' ');
        TimeUnit.MILLISECONDS.sleep(100);
      }
      return status(socket);
    } catch (IOException e) {
      return CLOSED;
    }
  }

  private Socket connect() throws IOException {
    URI url = URI.create(server.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    // To what is no HTTP the JDK's server answers itself, in its own words.
    assertThat(answer).doesNotContain("\tat ");
    return answer.startsWith("HTTP/1.1 ") ? answer.split(" ", 3)[1] : CLOSED;
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long connections() {
    long[] count = new long[1];
    SharedRedisCluster.onEveryServer(jedis -> count[0] += connected(jedis));
    return count[0];
  }

  private static long connected(Jedis jedis) {
    return jedis.clientList().lines().count();
  }

  private void report() throws IOException {
    String table = System.getProperty("larder.faults.requests.table");
    if (table != null) {
      String counts =
          statuses.entrySet().stream()
              .map(e -> String.format("%,d %s", e.getValue(), e.getKey()))
              .collect(Collectors.joining(", "));
      Files.writeString(
          Path.of(table),
          String.format("%,d mutated requests to /score: %s%n", REQUESTS, counts),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
