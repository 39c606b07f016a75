package dev.larder.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.larder.report.ModelCard.Month;
import dev.larder.report.ModelCard.Rates;
import dev.larder.report.ModelCard.Segment;
import dev.larder.report.ModelCard.Segmentation;
import dev.larder.testing.SharedSpark;
import java.time.YearMonth;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class GroupsTest {
  /**
   * 400 rows of the test part: 200 of people of 20, half of them rejected; 160 of people of 30, 40
   * rejected; 4 of people of 70; 36 of unknown age. Of each ten rows the last is a default, and of
   * the rejected the last two.
   */
  private static Dataset<Row> rows() {
    return SharedSpark.session()
        .sql(
            """
            select 'test' split,
                timestamp '2021-01-31 23:59:59' + make_interval(0, 0, 0, 0, 0, 0, id % 2) event_timestamp,
                named_struct(
                    'age', case when id < 200 then 20 when id < 360 then 30 when id < 364 then 70 end,
                    'home', concat('h', id % 30)) segments,
                if(rejected, 0.9D, 0.125D) probability,
                cast(id % 10 = 9 or rejected and id % 10 = 8 as int) label
            from (select id, id < 100 or id between 200 and 239 rejected from range(400))
            """);
  }

  private static Segmentation by(Grouping grouping) {
    return new Groups(rows(), 0.5).by(grouping);
  }

  @Test
  void ratesAreThoseOfTheGroup() {
    Segmentation ages = by(new Grouping("age", List.of(25.0, 62.5), true));
    assertThat(ages.segments())
        .extracting(Segment::group)
        .containsExactly("below 25", "25 to below 62.5", "missing", "all others");
    Rates young = ages.segments().get(0).parts().get("test");
    assertThat(young.rows()).isEqualTo(200);
    assertThat(young.observed()).isEqualTo(30 / 200.0);
    assertThat(young.predicted()).isEqualTo((0.9 + 0.125) / 2, within(1e-12));
    assertThat(young.approvalRate()).isEqualTo(0.5);
    assertThat(young.falsePositiveRate()).isEqualTo(80 / 170.0);
    assertThat(young.falseNegativeRate()).isEqualTo(10 / 30.0);
    assertThat(young.adverseImpactRatio()).isEqualTo(0.5 / 0.75);
    assertThat(ages.segments().get(1).parts().get("test").adverseImpactRatio()).isEqualTo(1);
  }

  @Test
  void smallUnknownAndMixedGroupsHaveNoImpactRatio() {
    List<Segment> ages = by(new Grouping("age", List.of(25.0, 62.5), true)).segments();
    assertThat(ages.get(2).parts().get("test").rows()).isEqualTo(36);
    assertThat(ages.get(2).parts().get("test").adverseImpactRatio()).isNull();
    assertThat(ages.get(3).parts().get("test").rows()).isEqualTo(4);
    assertThat(ages.get(3).parts().get("test").adverseImpactRatio()).isNull();
  }

  @Test
  void ofManyGroupsTheLargestAreShown() {
    List<Segment> homes = by(new Grouping("home", List.of(), false)).segments();
    assertThat(homes).hasSize(21);
    assertThat(homes.get(0).group()).isEqualTo("h0");
    assertThat(homes.get(20).group()).isEqualTo("all others");
    assertThat(homes.stream().mapToLong(s -> s.parts().get("test").rows()).sum()).isEqualTo(400);
  }

  @Test
  void monthsAreThoseOfTheEventTimesInUtc() {
    assertThat(Months.of(rows()))
        .extracting(Month::month, Month::part, Month::rows)
        .containsExactly(
            tuple(YearMonth.of(2021, 1), "test", 200L), tuple(YearMonth.of(2021, 2), "test", 200L));
  }
}
