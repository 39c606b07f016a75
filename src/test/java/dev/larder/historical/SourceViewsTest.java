package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.SourceTable;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceViewsTest {
  private final SparkSession spark = SharedSpark.session();
  private final List<String> opened = new ArrayList<>();

  /** Each source holds its own name. */
  private final OfflineStore store =
      source -> {
        opened.add(source.name());
        return SourceTable.of(
            spark.sql("SELECT '" + source.name() + "' AS who, now() AS event_timestamp"));
      };

  private final SourceViews views =
      new SourceViews(
          spark, store, Stream.of("view_a", "view_b", "Alte Daten").map(this::source).toList());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM view_a | view_a",
        "select a.* from view_b b join view_a a on true | view_a",
        "SELECT b.* FROM view_a, view_b b | view_b",
        "SELECT * FROM (SELECT * FROM `Alte Daten`) | Alte Daten",
        "WITH x AS (SELECT * FROM view_b) SELECT * FROM x | view_b",
        "view_a | view_a",
      })
  void sourcesAreTables(String entityDf, String expected) {
    assertThat(spine(entityDf).rows().head().getString(0)).isEqualTo(expected);
  }

  @Test
  void sourcesThatAreNotNamedStayClosed() {
    spine("SELECT view_a.who AS view_b, view_a.event_timestamp FROM view_a");
    assertThat(opened).containsExactly("view_a");
  }

  @Test
  void sourcesHideTablesOfTheSameNameAndOnlyForTheQuery() {
    spark.sql("SELECT 'mine' AS who, now() AS event_timestamp").createOrReplaceTempView("view_a");
    try {
      assertThat(spine("SELECT * FROM view_a").rows().head().getString(0)).isEqualTo("view_a");
      assertThat(spark.table("view_a").head().getString(0)).isEqualTo("mine");
    } finally {
      spark.catalog().dropTempView("view_a");
    }
    spine("SELECT * FROM view_b");
    assertThat(spark.catalog().tableExists("view_b")).isFalse();
  }

  @Test
  void aQueryThatDoesNotParseIsAMistakeOfTheUser() {
    assertThatThrownBy(() -> spine("SELECT * FRM view_a")).isInstanceOf(UserException.class);
    assertThat(spark.catalog().tableExists("view_a")).isFalse();
  }

  private Spine spine(String entityDf) {
    return views.in(entityDf, () -> Spine.read(spark, entityDf, Set.of()));
  }

  private DataSource source(String name) {
    return FeatureViews.source(
        name, new SparkLocation(name, "", "", "", ""), "event_timestamp", Map.of());
  }
}
