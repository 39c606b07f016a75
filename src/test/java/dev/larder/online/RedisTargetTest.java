package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisTargetTest {
  private static RedisTarget parse(RedisType type, String connectionString) {
    return RedisTarget.of(
        new OnlineStoreConfig(type, connectionString, "mymaster", 0, true, false),
        Settings.of(Map.of()));
  }

  private static final Map<String, String> IAM =
      Map.of(
          "redis_iam_user", "iam",
          "redis_iam_cluster", "cluster",
          "redis_iam_region", "eu-central-1");

  private static RedisTarget with(String connectionString, String setting, String value) {
    return with(connectionString, Map.of(setting, value));
  }

  private static RedisTarget with(String connectionString, Map<String, String> settings) {
    return parse(RedisType.REDIS, connectionString).with(Settings.of(settings));
  }

  @Test
  void hostsAndOptionsStandBetweenCommas() {
    RedisTarget target =
        parse(RedisType.REDIS_CLUSTER, "r1:6379,r2:6380,ssl=true,username=u,password=\"p=1\"");
    assertThat(target.nodes())
        .containsExactly(new RedisNode("r1", 6379), new RedisNode("r2", 6380));
    assertThat(target.login().words(Instant.EPOCH)).containsExactly("u", "p=1");
    assertThat(target.tls()).isEqualTo(RedisTls.VERIFIED);
    assertThat(target.sentinelMaster()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "password=secret, secret",
    "password=007, 007",
    "password=1234, 1234",
    "password=a=b, a=b",
    "'password=\"quoted\"', quoted",
    "password=null, ",
    "db=0, ",
  })
  void valuesAreJsonWhereTheyCanBe(String option, String password) {
    assertThat(
            parse(RedisType.REDIS_CLUSTER, "localhost:6379," + option).login().words(Instant.EPOCH))
        .isEqualTo(password == null ? List.of() : List.of(password));
  }

  @Test
  void aSingleRedisHasDatabases() {
    assertThat(parse(RedisType.REDIS, "localhost:6379,db=2").database()).isEqualTo(2);
    assertThatThrownBy(() -> parse(RedisType.REDIS_CLUSTER, "localhost:6379,db=2"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("A cluster has no db but 0");
  }

  @Test
  void sentinelsHaveAMasterName() {
    assertThat(parse(RedisType.REDIS_SENTINEL, "s1:26379").sentinelMaster()).isEqualTo("mymaster");
  }

  @ParameterizedTest
  @CsvSource({
    "'', It is missing; expected host:port",
    "${REDIS}, Item 1 is an environment variable that is not set.",
    "'redis', Item 1 is neither host:port nor option=value",
    "'ssl=true', It names no host:port",
    "'localhost', Item 1 is neither",
    "'localhost:0', Item 1 is neither",
    "'localhost:70000', Item 1 is neither",
    "'[::1]:6379', Item 1 is neither",
    "'h:1,passwort=x', Did you mean 'password'?",
    "'h:1,password=top,secret', Item 3 is neither",
    "'h:1,password=top,secr3t=', no comma inside a password",
    "'h:1,ssl=yes', ssl: Expected true or false.",
    "'h:1,ssl=true,ssl_cert_reqs=maybe', 'ssl_cert_reqs: Expected required, optional or none.'",
    "'h:1,db=x', db: Expected a number from 0.",
    "'h:1,ssl_keyfile=x', no client certificates",
  })
  void whatCannotBeUnderstoodIsNamedWithoutItsText(String text, String message) {
    assertThatThrownBy(() -> parse(RedisType.REDIS, text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("online_store.connection_string: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("secr");
  }

  @Test
  void settingsComeOverTheConnectionString() {
    RedisTarget target = with("h:1,ssl=true,username=u,password=p", "redis_password", "env:PATH");
    assertThat(target.login().words(Instant.EPOCH)).containsExactly("u", System.getenv("PATH"));
    assertThat(with("h:1,ssl=true", "trust_store", "/store").tls().trustStore())
        .isEqualTo(new TrustStore("/store", null));
    assertThat(with("h:1,ssl=true,username=u,password=p", IAM).login())
        .isEqualTo(new ElastiCacheIamLogin("iam", "cluster", "eu-central-1", false));
  }

  @ParameterizedTest
  @CsvSource({
    "'h:1', trust_store, It is of use only where online_store.connection_string has ssl=true",
    "'h:1,ssl=true,ssl_ca_certs=/x', trust_store, neither ssl_ca_certs nor",
    "'h:1,ssl=true,ssl_cert_reqs=none', trust_store, nor ssl_cert_reqs=none",
    "'h:1', redis_iam_user, ElastiCache takes it over TLS alone",
    "'h:1,ssl=true', redis_iam_user, 'needs redis_iam_user, redis_iam_cluster, redis_iam_region'",
  })
  void settingsThatDoNothingOrDoNotDoAreRefused(String text, String setting, String message) {
    assertThatThrownBy(() -> with(text, setting, "x"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("larder." + setting + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void iamAndAPasswordExcludeEachOther() {
    Map<String, String> both = new HashMap<>(IAM);
    both.put("redis_password", "env:PATH");
    assertThatThrownBy(() -> with("h:1,ssl=true", both))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Who logs in by IAM has no redis_username, redis_password.");
  }

  @Test
  void neverShowsThePassword() {
    assertThat(parse(RedisType.REDIS, "h:1,password=secret,ssl=true"))
        .hasToString("RedisTarget[REDIS [h:1] with TLS]");
  }
}
