package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.historical.CandidateRows.Candidate;
import dev.larder.historical.CandidateRows.Found;
import dev.larder.historical.TrainingSetSample.SampleRow;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.SourceTable;
import dev.larder.offline.TimeRange;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class CandidateRowsTest {
  private final SparkSession spark = SharedSpark.session();

  @Test
  void keepsTheNearestBeforeAndAfterTheRowAndCountsTheOthers() {
    Found found =
        read(
                "SELECT 'ann' AS person, timestamp_micros(id) AS event_timestamp, id AS pulls"
                    + " FROM range(1, 101)",
                row(60L, "ann"))
            .get(0);
    assertThat(found.newestFirst())
        .extracting(Candidate::eventTime)
        .containsExactlyElementsOf(LongStream.rangeClosed(41, 80).mapToObj(i -> 121 - i).toList());
    assertThat(found.left()).isEqualTo(60);
  }

  @Test
  void putsGreaterValuesFirstWhereTimesAreEqual() {
    Found found =
        read(
                "SELECT 'ann' AS person, timestamp_micros(5) AS event_timestamp, pulls"
                    + " FROM VALUES (2L), (NULL), (7L) AS t(pulls)",
                row(5L, "ann"))
            .get(0);
    assertThat(found.newestFirst())
        .extracting(candidate -> candidate.features().get(0))
        .containsExactly(7L, 2L, null);
  }

  @Test
  void rowsWithoutATimeOrAKeyHaveNoCandidates() {
    List<Found> found =
        read(
            "SELECT person, timestamp_micros(5) AS event_timestamp, 1L AS pulls"
                + " FROM VALUES ('ann'), (NULL) AS t(person)",
            row(null, "ann"),
            row(5L, null),
            row(5L, "bob"),
            row(5L, "ann"));
    assertThat(found).extracting(one -> one.newestFirst().size()).containsExactly(0, 0, 0, 1);
  }

  private static SampleRow row(Long time, String person) {
    return new SampleRow(time, RowFactory.create(), List.of(RowFactory.create(person)), List.of());
  }

  private List<Found> read(String query, SampleRow... rows) {
    FeatureView view =
        FeatureViews.view(
            "history",
            Duration.ZERO,
            List.of(new Field("person", ValueType.STRING)),
            FeatureViews.source(
                "history", new SparkLocation("", query, "", "", ""), "event_timestamp", Map.of()),
            List.of(new Field("pulls", ValueType.INT64)));
    FeatureTable table =
        FeatureTable.read(
            source -> SourceTable.of(spark.sql(query)), view, view.features(), TimeRange.ALL);
    return new CandidateRows(table, false).of(List.of(rows), 0);
  }
}
