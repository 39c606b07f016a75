package dev.larder.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.online.RedisClient;
import dev.larder.testing.Chromium;
import dev.larder.testing.CreditModel;
import dev.larder.testing.CreditStore;
import dev.larder.testing.SharedRedisCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The server's page, in a real browser. */
class PageTest {
  private static final Instant NOW = Instant.parse("2021-08-25T20:00:00Z");

  /** The size of a screen, and whether it is dark. */
  private record Screen(String name, int width, int height, boolean dark) {}

  // Chromium's last helper processes may still write there.
  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path profile;

  @Test
  void aLoanIsDecidedByKeyboardOnEveryScreen() throws Exception {
    SharedRedisCluster.flush();
    try (RedisClient client = SharedRedisCluster.client()) {
      Instant day = NOW.minus(Duration.ofDays(1));
      CreditStore.store(
          client,
          CreditStore.row("zipcode_features", 76104L, 7L, day),
          CreditStore.row("credit_history", "19630621_4278", 5L, day));
    }
    Screen[] screens = {
      new Screen("desktop", 1280, 900, false),
      new Screen("phone", 390, 844, false),
      new Screen("dark", 1280, 900, true),
    };
    try (FeatureServer server =
            FeatureServer.start(
                CreditStore.config(SharedRedisCluster.config(), Map.of()),
                () -> CreditModel.DEFINITIONS,
                () -> CreditModel.MODEL,
                new FeatureServer.Options(
                    "127.0.0.1", 0, NOW, Duration.ofSeconds(5), ServerLimits.DEFAULT));
        Chromium browser = Chromium.open(profile)) {
      for (Screen screen : screens) {
        browser.screen(screen.width(), screen.height(), screen.dark());
        browser.load(server.url() + "/");
        browser.await("document.querySelectorAll('#fields input').length === 5");
        fillInByKeyboard(browser);
        browser.await("!document.getElementById('result').hidden");
        assertThat(text(browser, "decision")).isEqualToIgnoringCase("reject");
        assertThat(text(browser, "sentence")).contains("0.7500").contains("co_signer:hard_pulls");
        assertThat(text(browser, "reasons")).isEqualTo("Number of credit inquiries");
        assertThat(text(browser, "contributions"))
            .contains("credit_history:hard_pulls")
            .contains("0.1094");
        assertThat(text(browser, "features")).contains("2021-08-24T20:00:00Z").contains("1.0 d");
        assertThat(text(browser, "keys"))
            .contains("dob_ssn = ••••")
            .doesNotContain("19630621_4278");
        assertThat(
                browser
                    .evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                    .asBoolean())
            .as("nothing sticks out on %s", screen)
            .isTrue();
        assertThat(Files.size(browser.picture(Path.of("target/page", screen.name() + ".png"))))
            .isPositive();
      }
      browser.evaluate("document.querySelector('#fields input').value = 'x'");
      browser.evaluate("document.getElementById('form').requestSubmit()");
      browser.await("document.getElementById('problem').textContent !== ''");
      assertThat(text(browser, "problem")).contains("Field 'zipcode' is a text");
    }
  }

  /** Each field in its turn, then Enter. */
  private static void fillInByKeyboard(Chromium browser) {
    browser.evaluate("document.querySelector('#fields input').focus()");
    Map<String, String> values =
        Map.of(
            "zipcode", "76104",
            "dob_ssn", "19630621_4278",
            "co_dob_ssn", "19700101_0000",
            "age", "33",
            "home", "RENT");
    for (int i = 0; i < values.size(); i++) {
      browser.type(values.get(browser.evaluate("document.activeElement.name").asText()));
      if (i < values.size() - 1) {
        browser.press("Tab");
      }
    }
    browser.press("Enter");
  }

  private static String text(Chromium browser, String id) {
    return browser.evaluate("document.getElementById('" + id + "').innerText").asText();
  }
}
