package dev.larder.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RegistryConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.Settings;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.ValueCodec;
import dev.larder.serving.FeatureValue.Status;
import dev.larder.storage.S3PutArguments;
import dev.larder.testing.SharedRedisCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OnlineFeaturesTest {
  private static final Instant TIME = Instant.parse("2021-08-30T12:00:00.123456Z");
  private static final Field PERSON = new Field("person", ValueType.STRING);
  private static final Field AGE = new Field("age", ValueType.INT64);
  private static final Field NAME = new Field("name", ValueType.STRING);

  private final FeatureView people = view("people", false, 0, AGE, NAME);
  private final FeatureView habits = view("habits", false, 0, AGE);

  private static FeatureView view(String name, boolean disabled, int version, Field... features) {
    return new FeatureView(
        name,
        List.of("person"),
        List.of(PERSON),
        List.of(features),
        Duration.ofSeconds(1),
        null,
        true,
        disabled,
        version,
        "",
        Map.of(),
        "",
        null);
  }

  private static FeatureViewProjection projection(FeatureView view, Field... features) {
    return new FeatureViewProjection(view, "", List.of(features), Map.of());
  }

  private static OnlineFeatures open(boolean versionedViewNames) {
    return OnlineFeatures.open(
        new FeatureStoreConfig(
            ".",
            "p",
            new RegistryConfig("registry.db", versionedViewNames, S3PutArguments.NONE),
            SharedRedisCluster.config(),
            new OfflineStoreConfig("file", Map.of()),
            3,
            Settings.of(Map.of())));
  }

  private static void store(String person, String onlineView, Field feature, Object value) {
    FeatureFields fields = new FeatureFields(onlineView, List.of(feature));
    byte[] key = new EntityKeyEncoder(3, "p", List.of(PERSON)).encode(new Object[] {person});
    long micros = TIME.getEpochSecond() * 1_000_000 + TIME.getNano() / 1_000;
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(
          List.of(
              RedisCommand.hset(
                  key,
                  fields.timestamp(),
                  EventTimestamp.encode(micros),
                  fields.feature(0),
                  ValueCodec.of(feature.valueType()).encode(value))));
    }
  }

  @BeforeEach
  void empty() {
    SharedRedisCluster.flush();
  }

  @Test
  void valuesStandInTheOrderOfTheProjectionsAndTheirFeatures() {
    store("ann", "people", AGE, 41L);
    store("ann", "habits", AGE, 3L);
    store("bob", "people", NAME, null);
    List<FeatureViewProjection> projections =
        List.of(
            projection(habits, AGE),
            projection(people, NAME, AGE),
            new FeatureViewProjection(people, "friend", List.of(AGE), Map.of("person", "friend")));
    try (OnlineFeatures online = open(false)) {
      List<List<FeatureValue>> values =
          online.read(
              projections,
              List.of(
                  Map.of("person", "ann", "friend", "bob"),
                  Map.of("person", "bob", "friend", "ann"),
                  Map.of("person", "nobody", "friend", "nobody")));
      assertThat(values.get(0))
          .containsExactly(
              new FeatureValue(projections.get(0), AGE, 3L, TIME),
              new FeatureValue(projections.get(1), NAME, null, TIME),
              new FeatureValue(projections.get(1), AGE, 41L, TIME),
              new FeatureValue(projections.get(2), AGE, null, TIME));
      assertThat(values.get(1))
          .extracting(FeatureValue::value)
          .containsExactly(null, null, null, 41L);
      assertThat(values.get(1).get(0).eventTimestamp()).isNull();
      assertThat(values.get(2))
          .allSatisfy(v -> assertThat(v.value()).isNull())
          .allSatisfy(v -> assertThat(v.eventTimestamp()).isNull());
    }
  }

  @Test
  void versionedViewNamesAreReadWhereTheRegistryHasThem() {
    FeatureView versioned = view("people", false, 2, AGE);
    store("ann", "people_v2", AGE, 2L);
    store("ann", "people", AGE, 1L);
    List<Map<String, Object>> rows = List.of(Map.of("person", "ann"));
    try (OnlineFeatures on = open(true);
        OnlineFeatures off = open(false)) {
      assertThat(on.read(List.of(projection(versioned, AGE)), rows).get(0).get(0).value())
          .isEqualTo(2L);
      assertThat(off.read(List.of(projection(versioned, AGE)), rows).get(0).get(0).value())
          .isEqualTo(1L);
    }
  }

  @Test
  void disabledViewsAreNotServed() {
    FeatureViewProjection disabled = projection(view("old", true, 0, AGE), AGE);
    try (OnlineFeatures online = open(false)) {
      assertThatThrownBy(() -> online.read(List.of(disabled), List.of(Map.of("person", "ann"))))
          .isInstanceOf(UserException.class)
          .hasMessage("feature view old: It is disabled in the registry.");
    }
  }

  @Test
  void twoResultsOfOneNameAreRefused() {
    List<FeatureViewProjection> projections =
        List.of(projection(people, AGE), projection(habits, AGE));
    assertThat(
            OnlineFeaturesResponse.of(projections, List.of(), List.of(), true, v -> Status.PRESENT)
                .at("/metadata/feature_names"))
        .extracting(JsonNode::asText)
        .containsExactly("person", "people__age", "habits__age");
    assertThatThrownBy(
            () ->
                OnlineFeaturesResponse.of(
                    projections, List.of(), List.of(), false, v -> Status.PRESENT))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Two results would be named 'age'");
  }

  @Test
  void noRowsAreNoValues() {
    try (OnlineFeatures online = open(false)) {
      assertThat(online.read(List.of(projection(people, AGE)), List.of())).isEmpty();
    }
  }
}
