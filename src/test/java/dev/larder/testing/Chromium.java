package dev.larder.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A page in a headless Chromium, driven by the Chrome DevTools protocol. */
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long PATIENCE_SECONDS = 30;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private int lastId;

  private Chromium(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Messages()).join();
  }

  /** Opens an empty page; the test is skipped where the machine has no Chromium. */
  public static Chromium open(Path profile) {
    String program =
        Stream.of(System.getenv("PATH").split(":"))
            .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(program != null, "There is no Chromium: the test of a page is skipped");
    try {
      Process process =
          new ProcessBuilder(
                  program,
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--hide-scrollbars",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("chromium.log").toFile())
              .start();
      return new Chromium(process, page(profile.resolve("DevToolsActivePort")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI page(Path portFile) throws IOException {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> Files.exists(portFile));
    String base = "127.0.0.1:" + Files.readAllLines(portFile).get(0);
    JsonNode targets = JSON.readTree(URI.create("http://" + base + "/json/list").toURL());
    for (JsonNode target : targets) {
      if (target.get("type").asText().equals("page")) {
        return URI.create(target.get("webSocketDebuggerUrl").asText());
      }
    }
    throw new AssertionError("Chromium has no page: " + targets);
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** Runs a method of the protocol. */
  private JsonNode call(String method, Map<String, ?> parameters) {
    int id = ++lastId;
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    try {
      while (true) {
        JsonNode answer = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.has("error")) {
          throw new AssertionError(method + " gives " + answer);
        }
        if (answer.path("id").asInt() == id) {
          return answer.get("result");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The size of the screen, and whether its user prefers the dark. */
  public void screen(int width, int height, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  public void load(String url) {
    call("Page.navigate", Map.of("url", url));
    await("document.readyState === 'complete'");
  }

  /** The value of an expression of JavaScript. */
  public JsonNode evaluate(String expression) {
    JsonNode result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + " gives " + result);
    }
    return result.get("result").path("value");
  }

  /** Waits until an expression of JavaScript is true. */
  public void await(String expression) {
    Awaitility.await(expression)
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> evaluate(expression).asBoolean());
  }

  /** Presses a key, such as Tab or Enter. */
  public void press(String key) {
    int code = key.equals("Enter") ? 13 : 9;
    String text = key.equals("Enter") ? "\r" : "";
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "windowsVirtualKeyCode", code, "text", text));
    }
  }

  /** Types into what has the focus. */
  public void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** A picture of the whole page. */
  public Path picture(Path png) {
    String data =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
            .get("data")
            .asText();
    try {
      Files.createDirectories(png.getParent());
      return Files.write(png, Base64.getDecoder().decode(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
