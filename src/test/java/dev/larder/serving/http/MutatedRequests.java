package dev.larder.serving.http;

import dev.larder.testing.CreditModel;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Loan requests that something has happened to. */
final class MutatedRequests {
  private static final String[] PIECES = {
    "null",
    "NaN",
    "1e999",
    "-1",
    "99999999999999999999",
    "\"\\ud800\"",
    "[",
    "{",
    "]",
    "}",
    ",",
    "\"zipcode\": 1,",
    "\"\"",
    "[1,2]",
    "{\"a\":".repeat(2000),
    "[".repeat(2000),
    "\u0000",
  };

  private final Random random;

  MutatedRequests(long seed) {
    this.random = new Random(seed);
  }

  /** The body of a request, with one to three other pieces in it and now and then another byte. */
  byte[] body() {
    StringBuilder text = new StringBuilder(CreditModel.REQUEST);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(20));
      text.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** What is no request of HTTP, or not all of one; nothing comes behind it. */
  byte[] wire() {
    String body = CreditModel.REQUEST;
    String request =
        switch (random.nextInt(9)) {
          case 0 -> head("Content-Length: " + (body.length() + 100)) + body;
          case 1 -> head("Content-Length: " + random.nextInt(body.length())) + body;
          case 2 -> head("Content-Length: " + "9".repeat(1 + random.nextInt(30))) + body;
          case 3 -> head("Content-Length: -1") + body;
          case 4 -> head("Transfer-Encoding: chunked") + "zz\r\n" + body;
          case 5 -> head("X: " + "y".repeat(random.nextInt(100_000))) + body;
          case 6 -> head("X: y\r\n".repeat(random.nextInt(1_000)) + "X: y") + body;
          case 7 -> "POST /" + "score".repeat(random.nextInt(20_000)) + " HTTP/1.1\r\n\r\n";
          default -> head("Content-Length: " + body.length()).substring(random.nextInt(40));
        };
    return request.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The head of a loan request over HTTP. */
  static String head(String header) {
    return "POST /score HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
  }
}
